import type { ClassLabel, DatasetDict } from "@llm-course/datasets";

export const answer = async (raw: DatasetDict<{ label: number }>, split: string, index: number) => {
  const dataset = raw.split(split);
  const { label } = await dataset.at(index);
  return (dataset.features.get("label") as ClassLabel).int2str(label);
};
