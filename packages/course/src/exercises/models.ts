import { checkpoint } from "@llm-course/hub";
import "@llm-course/models/register";
import { loadEncoder, pipeline } from "@llm-course/pipelines";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { shared } from "./shared.ts";

// Which model was taken is no news here: the notebook has said so.
const quiet = { log: () => {}, warn: () => {} };

const sentiment = async () =>
  (await checkpoint("distilbert/distilbert-base-uncased-finetuned-sst-2-english")).path;

/** The pipelines and models that checks compare with, one of each in a process. */
export const models = {
  classify: shared(() => pipeline("sentiment-analysis", undefined, quiet)),
  sort: shared(() => pipeline("zero-shot-classification", undefined, quiet)),
  findNames: shared(() => pipeline("ner", undefined, quiet)),
  tagWords: shared(() =>
    pipeline("token-classification", "vblagoje/bert-english-uncased-finetuned-pos", quiet),
  ),
  writeCode: shared(() => pipeline("text-generation", "huggingface-course/codeparrot-ds", quiet)),
  writeEnglish: shared(() => pipeline("text-generation", undefined, quiet)),
  sentiment: shared(async () => loadEncoder(await sentiment(), { task: "sequence-classification" })),
  tokenizer: shared(async () => AutoTokenizer.fromPretrained(await sentiment())),
};
