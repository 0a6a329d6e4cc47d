import { type Dataset, datasetCard } from "@llm-course/datasets";

type Facts = Record<"prettyName" | "language" | "license" | "description" | "limitations", string>;

export const answer = async (dataset: Dataset, facts: Facts) => {
  const lines: string[] = [];
  for (const name of dataset.columnNames) {
    const missing = (await dataset.column(name)).filter((value) => value === null).length;
    if (missing > 0) lines.push(`- \`${name}\`: ${Math.round((100 * missing) / dataset.numRows)} %`);
  }
  const card = await datasetCard(dataset, facts);
  return `${card.trimEnd()}\n\n## Missing values\n\n${lines.join("\n") || "None."}\n`;
};
