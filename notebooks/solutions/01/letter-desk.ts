import { pipeline } from "@llm-course/pipelines";
import "@llm-course/models/register";

const sort = await pipeline("zero-shot-classification");
const classify = await pipeline("sentiment-analysis");
const findNames = await pipeline("ner");

export const answer = async (letters: string[], topics: string[]) => {
  const subjects = await sort(letters, topics);
  const moods = await classify(letters);
  const names = await findNames(letters, { aggregationStrategy: "simple" });
  return subjects.map(({ labels: [topic], scores: [score = 0] }, i) => ({
    topic: score < 0.6 ? null : topic,
    mood: (moods[i]?.score ?? 0) < 0.9 ? "unclear" : moods[i]?.label,
    people: [
      ...new Set(names[i]?.filter(({ entity_group }) => entity_group === "PER").map(({ word }) => word)),
    ],
  }));
};
