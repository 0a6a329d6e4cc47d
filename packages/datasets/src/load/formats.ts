import { DataFileError } from "../errors.ts";
import type { FormatName } from "./builders/options.ts";
import { isArchive, withoutPacking } from "./prepare-files.ts";

const extensions: Readonly<Record<FormatName, readonly string[]>> = {
  csv: ["csv", "tsv"],
  json: ["json", "jsonl", "ndjson"],
  text: ["txt"],
  parquet: ["parquet"],
  arrow: ["arrow"],
};
/** Files beside the data, which are no rows. */
const others = new Set(["dataset_info.json", "state.json", "dataset_dict.json", "dataset_infos.json"]);

/** The format of a file by its extension, also of a compressed one. */
export function formatOfName(name: string): FormatName | undefined {
  const base = name.split(/[/\\]/).at(-1) as string;
  if (others.has(base)) return undefined;
  const extension = /\.([a-z0-9]+)$/i.exec(withoutPacking(base))?.[1]?.toLowerCase() ?? "";
  return (Object.keys(extensions) as FormatName[]).find((format) => extensions[format].includes(extension));
}

/**
 * The one format of files. An archive has that of what is in it, which its name may tell, as `news.csv.zip` does.
 *
 * @throws DataFileError for an extension that is not known, and files of several formats
 */
export function formatOfFiles(names: readonly string[]): FormatName {
  const found = new Map<FormatName, string>();
  for (const name of names) {
    const format = formatOfName(isArchive(name) ? name.replace(/(\.tar)?\.[a-z]+$/i, "") : name);
    if (!format)
      throw new DataFileError(
        name,
        `a file named ${Object.values(extensions)
          .flat()
          .map((each) => `.${each}`)
          .join(", ")} (or these and .gz, .zst) expected; ` +
          'name its format, as in loadDataset("csv", { dataFiles })',
      );
    found.set(format, name);
  }
  if (found.size > 1)
    throw new DataFileError(
      [...found.values()].join(", "),
      `files of one format expected, found ${[...found.keys()].join(", ")}; choose some with dataFiles`,
    );
  return [...found.keys()][0] as FormatName;
}
