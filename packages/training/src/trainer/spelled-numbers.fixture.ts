import type { Example } from "../data/example.ts";

const words =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const small = words.split(" ");
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

const [padding, end] = ["<pad>", "</s>"];
const vocabulary = [padding, end, ..."0123456789", ...small, ...tens];

/** The config of a T5 of one layer a side that can learn to spell numbers, without dropout. */
export const spellerConfig = {
  model_type: "t5",
  vocab_size: vocabulary.length,
  ...{ d_model: 32, d_kv: 16, d_ff: 64, num_layers: 1, num_heads: 2 },
  ...{ relative_attention_num_buckets: 16, relative_attention_max_distance: 16 },
  ...{ dropout_rate: 0, tie_word_embeddings: true },
};

/** The numbers below 100: from digits, such as 4 2, to words, such as forty two. */
export const spelledNumbers: readonly Example[] = Array.from({ length: 100 }, (_, number) => ({
  input_ids: encode([...String(number)]),
  labels: encode(spelled(number).split(" ")),
}));

export function spelled(number: number): string {
  if (number < 20) return small[number] ?? "";
  const ten = tens[Math.floor(number / 10) - 2] ?? "";
  return number % 10 === 0 ? ten : `${ten} ${spelled(number % 10)}`;
}

/** Without padding, and what begins and ends a sequence. */
export function decode(ids: Iterable<number | bigint>): string {
  return Array.from(ids, Number)
    .filter((id) => id > 1)
    .map((id) => vocabulary[id] ?? "?")
    .join(" ");
}

function encode(tokens: readonly string[]): number[] {
  return [...tokens, end].map((token) => vocabulary.indexOf(token));
}
