import { checkpoint } from "@llm-course/hub";
import "@llm-course/models/register";
import { loadEncoder, softmax } from "@llm-course/pipelines";
import { AutoTokenizer } from "@llm-course/tokenizers";

const { path } = await checkpoint("distilbert/distilbert-base-uncased-finetuned-sst-2-english");
const tokenizer = await AutoTokenizer.fromPretrained(path);
const model = await loadEncoder(path, { task: "sequence-classification" });

export const answer = async (texts: string[]) => {
  const inputs = await tokenizer(texts, { padding: true, truncation: true });
  const { logits } = await model(inputs);
  const rows = (logits?.tolist() ?? []) as number[][];
  return rows.map((row) => {
    const scores = softmax(row);
    const score = Math.max(...scores);
    return { label: model.config.id2label?.[scores.indexOf(score)], score };
  });
};
