import { z } from "zod";
import { CardValueError } from "./errors.ts";
import { featureText } from "./feature-text.ts";
import { markdownTable } from "./markdown-table.ts";
import { pathText } from "./path-text.ts";
import { renderCard } from "./render-card.ts";

const text = z.string();

const summarySchema = z.object({
  /** The name as people write it. */
  prettyName: text,
  /** At least one. */
  splits: z
    .array(
      z.object({
        name: text,
        numExamples: z.int().nonnegative(),
        /** Of the rows in Arrow. */
        numBytes: z.int().nonnegative().optional(),
        /** Patterns of its files. Default: `data/NAME-*` */
        files: z.union([text, z.array(text).readonly()]).optional(),
      }),
    )
    .min(1)
    .readonly(),
  /** The columns as `dataset_info` has them, each with a `name`. */
  features: z
    .array(z.looseObject({ name: text }))
    .readonly()
    .optional(),
  /** A row to show; long texts in it are cut. */
  row: z.record(text, z.unknown()).optional(),
  /** Codes of languages, as `en`. */
  language: z.union([text, z.array(text).readonly()]).optional(),
  /** As `apache-2.0`. */
  license: text.optional(),
  /** As `text-classification`. */
  taskCategories: z.array(text).readonly().optional(),
  tags: z.array(text).readonly().optional(),
  /** What it is. */
  description: text.optional(),
  /** Who made it, of what, and how. */
  creation: text.optional(),
  /** What it must not be used for, whom it leaves out, and other faults that are known. */
  limitations: text.optional(),
  /** In BibTeX. */
  citation: text.optional(),
});

/** What `datasetCardFromSplits` takes: plain data. */
export type DatasetSummary = z.input<typeof summarySchema>;

const sizes = ["1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"];

/**
 * The card of a dataset: front matter that the Hub and loaders read, and sections with a row and tables of the columns and
 * the splits. Sections of which nothing is known are left out.
 *
 * @throws CardValueError for data of another shape
 */
export function datasetCardFromSplits(summary: DatasetSummary): string {
  const { data: dataset, error } = summarySchema.safeParse(summary, { reportInput: true });
  if (!dataset) {
    const [issue] = error.issues;
    throw new CardValueError(issue?.message ?? "", pathText(issue?.path ?? []), issue?.input);
  }
  const { prettyName, splits, features, row, license } = dataset;
  const numRows = splits.reduce((sum, { numExamples }) => sum + numExamples, 0);
  const bytes = splits.map(({ numBytes }) => numBytes);
  const data = {
    pretty_name: prettyName,
    language: dataset.language === undefined ? undefined : [dataset.language].flat(),
    license: license || undefined,
    task_categories: dataset.taskCategories,
    tags: dataset.tags,
    size_categories: [sizeCategory(numRows)],
    dataset_info: {
      features,
      splits: splits.map(({ name, numBytes, numExamples }) => ({
        name,
        num_bytes: numBytes,
        num_examples: numExamples,
      })),
      dataset_size: bytes.includes(undefined)
        ? undefined
        : bytes.reduce<number>((sum, each) => sum + (each ?? 0), 0),
    },
    configs: [
      {
        config_name: "default",
        data_files: splits.map(({ name, files }) => ({ split: name, path: files ?? `data/${name}-*` })),
      },
    ],
  };
  const columns = features?.map((feature) => [feature.name, featureText(feature)]);
  const sections = [
    `# ${prettyName}`,
    ...(dataset.description ? [dataset.description] : []),
    ...(row ? [`## A row\n\n\`\`\`json\n${rowText(row)}\n\`\`\``] : []),
    ...(columns ? [`## Columns\n\n${markdownTable(["column", "type"], columns)}`] : []),
    `## Splits\n\n${markdownTable(
      ["split", "rows"],
      splits.map(({ name, numExamples }) => [name, String(numExamples)]),
    )}`,
    ...(dataset.creation ? [`## How it was made\n\n${dataset.creation}`] : []),
    ...(dataset.limitations ? [`## Limitations\n\n${dataset.limitations}`] : []),
    ...(license ? [`## License\n\n${license}`] : []),
    ...(dataset.citation ? [`## Citation\n\n\`\`\`bibtex\n${dataset.citation}\n\`\`\``] : []),
  ];
  return renderCard({ data, body: `\n${sections.join("\n\n")}\n`.replace(/\n+$/, "\n") });
}

/** The Hub's name for so many rows, as `1K<n<10K`. */
export function sizeCategory(numRows: number): string {
  const i = sizes.findIndex((_, power) => numRows < 10 ** (power + 3));
  if (i === 0) return "n<1K";
  return i < 0 ? "n>1T" : `${sizes[i - 1]}<n<${sizes[i]}`;
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
