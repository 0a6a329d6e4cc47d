import { pipeline } from "@llm-course/pipelines";
import "@llm-course/models/register";

const tag = await pipeline("token-classification", "vblagoje/bert-english-uncased-finetuned-pos");

export const answer = async (sentence: string, kind: string) => {
  const groups = await tag(sentence, { aggregationStrategy: "first" });
  return groups.filter(({ entity_group }) => entity_group === kind).flatMap(({ word }) => word.split(" "));
};
