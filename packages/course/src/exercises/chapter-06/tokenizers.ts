import { ensureGpt2Tokenizer, ensureMiniLm } from "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { shared } from "../shared.ts";

/** BERT's (uncased) and GPT-2's tokenizers. */
export const bertAndGpt2 = shared(async () =>
  Promise.all([
    AutoTokenizer.fromPretrained(await ensureMiniLm()),
    AutoTokenizer.fromPretrained(await ensureGpt2Tokenizer()),
  ]),
);
