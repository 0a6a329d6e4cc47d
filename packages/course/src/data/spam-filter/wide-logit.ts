import type { GraphBuilder } from "@llm-course/onnx";
import type { Spellings } from "./mail-tokenizer.ts";
import { type NGrams, nGrams } from "./n-grams.ts";

interface WideOptions {
  readonly spellings: Spellings;
  /** What is trained on: only its n-grams are known. */
  readonly texts: readonly (readonly number[])[];
  /** The probability that training leaves out an n-gram. */
  readonly dropout: number;
}

/**
 * The wide part of Wide & Deep, https://arxiv.org/abs/1606.07792: a linear layer over which n-grams a text has, however
 * long it is. Pieces and pairs count as they are written and in lower case, and pairs and triples of shapes.
 * Their weights are TF-IDF, (1 + ln tf) · idf, scaled to length 1.
 *
 * @returns float32 [batch, 1]
 */
export function wideLogit(g: GraphBuilder, { spellings, texts, dropout }: WideOptions): string {
  const { lower, shape } = spellings;
  const as = (table: readonly number[]) => texts.map((ids) => ids.map((id) => table[id] as number));
  const written = nGrams(texts, [1, 2]);
  const folded = nGrams(as(lower), [1, 2]);
  const shaped = nGrams(as(shape), [2, 3]);
  const look = (table: readonly number[]) => g.add("Gather", [g.ints(table), "input_ids"]);
  const counts = [
    counted(g, "input_ids", written),
    counted(g, look(lower), folded),
    counted(g, look(shape), shaped),
  ];
  const idf = [written, folded, shaped].flatMap((found) => found.idf);
  const tf = g.annotate(g.add("Concat", counts, { axis: 1 }), "float32", ["batch_size", idf.length]);

  // 1 + ln tf, and 0 where tf is 0.
  const log = g.add("Log", [g.add("Max", [tf, g.scalar(1)])]);
  const weighed = g.add("Mul", [g.add("Add", [log, g.add("Min", [tf, g.scalar(1)])]), g.floats(idf)]);
  const squares = g.add("ReduceSum", [g.add("Mul", [weighed, weighed]), g.ints([1])], { keepdims: 1 });
  const length = g.add("Sqrt", [g.add("Max", [squares, g.scalar(1e-6)])]);
  const dropped = g.dropout(g.add("Div", [weighed, length]), dropout, ["batch_size", idf.length]);
  const sum = g.add("MatMul", [dropped, g.parameter("weight", [idf.length, 1])]);
  return g.add("Add", [sum, g.parameter("bias", [1])]);
}

/** How often each n-gram is in a text, float32 [batch, n-grams]. Padding becomes −1, which no n-gram has. */
function counted(g: GraphBuilder, ids: string, { pool, starts, idf, shortest, longest }: NGrams): string {
  const one = g.ints(1);
  const shown = g.add("Sub", [g.add("Mul", [g.add("Add", [ids, one]), "attention_mask"]), one]);
  const counts = g.add("TfIdfVectorizer", [shown], {
    mode: "TF",
    ...{ min_gram_length: shortest, max_gram_length: longest, max_skip_count: 0 },
    ...{ ngram_counts: starts, ngram_indexes: idf.map((_, i) => i), pool_int64s: pool },
  });
  return g.annotate(counts, "float32", ["batch_size", idf.length]);
}
