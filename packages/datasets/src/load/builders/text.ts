import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { cachedTable } from "../../cache/cached-table.ts";
import { fingerprint } from "../../cache/fingerprint.ts";
import { FeatureError } from "../../errors.ts";
import { value } from "../../features/feature.ts";
import { TableWriter } from "../../table/table-writer.ts";
import type { LocalFile } from "../local-file.ts";
import { checkUtf8 } from "../text-encoding.ts";
import type { Builder } from "./builder.ts";
import type { TextOptions } from "./options.ts";

/** A return at the end of what was read may be the first half of a line end. */
const lineEnd = /\r\n|\n|\r(?=[\s\S])/;

/**
 * Rows of text files, in the column `text`: lines without their ends (empty ones, too), paragraphs between empty lines, or
 * whole files.
 *
 * @throws DataFileError for what is not of the encoding
 */
export const text: Builder<TextOptions> = (files, { sampleBy = "line", features, ...options }) => {
  const other = [...(features ?? [])].find(
    ([name, feature]) => name !== "text" || feature._type !== "Value" || !feature.dtype.endsWith("string"),
  );
  if (other) throw new FeatureError("only a column text of texts expected of text files", other);
  const key = fingerprint(
    "text",
    files.map((file) => file.key),
    { sampleBy, ...options },
  );
  return cachedTable(key, async (folder) => {
    const writer = new TableWriter(folder, new Map([["text", value("string")]]));
    let waiting: string[] = [];
    const flush = async () => {
      await writer.append(new Map([["text", waiting]]));
      waiting = [];
    };
    for (const file of files) {
      await checkUtf8(file.path, file.name);
      for await (const sample of samplesOf(file, sampleBy)) if (waiting.push(sample) >= 1000) await flush();
    }
    await flush();
    return writer.finish();
  });
};

async function* samplesOf(
  file: LocalFile,
  sampleBy: "line" | "paragraph" | "document",
): AsyncGenerator<string> {
  if (sampleBy === "document") yield await readFile(file.path, "utf8");
  if (sampleBy === "line") yield* linesOf(file);
  if (sampleBy !== "paragraph") return;
  let lines: string[] = [];
  for await (const line of linesOf(file)) {
    if (line !== "") lines.push(line);
    else if (lines.length > 0) {
      yield lines.join("\n");
      lines = [];
    }
  }
  if (lines.length > 0) yield lines.join("\n");
}

async function* linesOf({ path }: LocalFile): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const lines = (rest + chunk).split(lineEnd);
    rest = lines.pop() as string;
    yield* lines;
  }
  if (rest !== "") yield rest.replace(/\r$/, "");
}
