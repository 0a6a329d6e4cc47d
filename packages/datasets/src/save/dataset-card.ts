import type { Dataset } from "../dataset/dataset.ts";
import { DatasetDict } from "../dataset/dataset-dict.ts";
import type { DatasetReader } from "../dataset/dataset-reader.ts";
import { DatasetArgumentError } from "../errors.ts";
import type { Feature, Struct } from "../features/feature.ts";
import { featuresToYaml } from "./features-yaml.ts";

export interface DatasetCardOptions {
  /** The name as people write it. */
  readonly prettyName: string;
  /** Codes of languages, as `en`. */
  readonly language?: string | readonly string[];
  /** As `apache-2.0`. Default: what the dataset says */
  readonly license?: string;
  /** As `text-classification`. */
  readonly taskCategories?: readonly string[];
  readonly tags?: readonly string[];
  /** What it is. Default: what the dataset says */
  readonly description?: string;
  /** Who made it, of what, and how. */
  readonly creation?: string;
  /** What it must not be used for, whom it leaves out, and other faults that are known. */
  readonly limitations?: string;
  /** Files of each split, as patterns. Default: `data/train-*` and so on */
  readonly dataFiles?: Readonly<Record<string, string | readonly string[]>>;
}

const sizes = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];
const sizeNames = ["1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"];

/**
 * A dataset's README: front matter that the Hub and `loadDataset` read, and sections with a row and a table of the columns.
 * Sections of which nothing is known are left out.
 *
 * @throws DatasetArgumentError for splits of other columns
 */
export async function datasetCard(
  dataset: Dataset<object> | DatasetDict<object>,
  options: DatasetCardOptions,
): Promise<string> {
  const splits =
    dataset instanceof DatasetDict ? dataset : new DatasetDict<object>([[dataset.split ?? "train", dataset]]);
  const [first] = [...splits.values()];
  if (!first) throw new DatasetArgumentError("a dataset with a split expected", [...splits.keys()]);
  for (const [name, each] of splits)
    if (each.columnNames.join() !== first.columnNames.join())
      throw new DatasetArgumentError(`splits of the columns ${first.columnNames.join(", ")} expected`, name);
  const { info } = first;
  const description = options.description ?? info.description;
  const numRows = [...splits.values()].reduce((sum, each) => sum + each.numRows, 0);
  const counted = await Promise.all(
    Array.from(splits, async ([name, each]) => ({
      name,
      num_bytes: await bytesOf(each),
      num_examples: each.numRows,
    })),
  );
  const files =
    options.dataFiles ?? Object.fromEntries(Array.from(splits.keys(), (name) => [name, `data/${name}-*`]));
  const license = options.license ?? info.license;
  const frontMatter = {
    pretty_name: options.prettyName,
    ...(options.language !== undefined && { language: [options.language].flat() }),
    ...(license && { license }),
    ...(options.taskCategories && { task_categories: options.taskCategories }),
    ...(options.tags && { tags: options.tags }),
    size_categories: [sizeCategory(numRows)],
    dataset_info: {
      features: featuresToYaml(first.features),
      splits: counted,
      dataset_size: counted.reduce((sum, { num_bytes }) => sum + num_bytes, 0),
    },
    configs: [
      { config_name: "default", data_files: Object.entries(files).map(([split, path]) => ({ split, path })) },
    ],
  };
  const { stringify } = await import("yaml");
  const row = first.numRows > 0 ? await first.withFormat(undefined).at(0) : undefined;
  return [
    `---\n${stringify(frontMatter)}---`,
    `# ${options.prettyName}`,
    ...(description ? [description] : []),
    ...(row ? [`## A row\n\n\`\`\`json\n${rowText(row)}\n\`\`\``] : []),
    `## Columns\n\n${table(
      ["column", "type"],
      Array.from(first.features, ([name, feature]) => [name, typeText(feature)]),
    )}`,
    `## Splits\n\n${table(
      ["split", "rows"],
      counted.map((each) => [each.name, String(each.num_examples)]),
    )}`,
    ...(options.creation ? [`## How it was made\n\n${options.creation}`] : []),
    ...(options.limitations ? [`## Limitations\n\n${options.limitations}`] : []),
    ...(license ? [`## License\n\n${license}`] : []),
    ...(info.citation ? [`## Citation\n\n\`\`\`bibtex\n${info.citation}\n\`\`\``] : []),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

/** Bytes of the rows in Arrow. */
export async function bytesOf(dataset: DatasetReader<object>): Promise<number> {
  const { arrowBatches } = await import("./arrow-batches.ts");
  let bytes = 0;
  for await (const batch of arrowBatches(dataset.view)) bytes += batch.data.byteLength;
  return bytes;
}

/** The Hub's name for so many rows, as `1K<n<10K`. */
export function sizeCategory(numRows: number): string {
  const i = sizes.findIndex((size) => numRows < size);
  if (i === 0) return "n<1K";
  return i < 0 ? "n>1T" : `${sizeNames[i - 1]}<n<${sizeNames[i]}`;
}

function rowText(row: object): string {
  return JSON.stringify(
    row,
    (_, each) => {
      if (typeof each === "bigint") return `${each}`;
      if (typeof each === "string" && each.length > 500) return `${each.slice(0, 500)}…`;
      return each instanceof Uint8Array ? `${each.length} bytes` : each;
    },
    2,
  ).replaceAll("```", "``\u200b`");
}

function typeText(feature: Feature): string {
  if (feature._type === undefined)
    return `{ ${Object.entries(feature as Struct)
      .map(([name, inner]) => `${name}: ${typeText(inner as Feature)}`)
      .join(", ")} }`;
  if (feature._type === "Value") return feature.dtype;
  if (feature._type === "ClassLabel") return feature.names.map((name, i) => `${i} ${name}`).join(", ");
  if (feature._type === "List" || feature._type === "LargeList")
    return `list of ${typeText(feature.feature)}`;
  return feature._type;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/[|\\]/g, "\\$&").replace(/\s+/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")).replaceAll("\\", ""), ...rows.map(line)].join("\n");
}
