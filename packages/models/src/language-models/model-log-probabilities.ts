import { AutoModelForCausalLM, type PreTrainedModel, Tensor } from "@huggingface/transformers";

export interface WindowOptions {
  /** Tokens that the model sees at once. */
  readonly maxLength: number;
  /** How far a window is from the one before; what both see is context in the second. Default: half of `maxLength` */
  readonly stride?: number;
}

/** Windows that the model reads at once. */
const batchSize = 8;

/**
 * The natural logarithm of the probability that a model of transformers.js gives each token of each text after those before
 * it; for the first token of a text, which nothing is before, NaN. The model reads a text through a window, so that each token
 * has at least `maxLength` − `stride` tokens before it, where the text has.
 *
 * @param folder as transformers.js loads it
 */
export async function modelLogProbabilities(
  folder: string,
  texts: readonly ArrayLike<number>[],
  { maxLength, stride = maxLength / 2 }: WindowOptions,
): Promise<Float64Array[]> {
  const options = { dtype: "fp32", local_files_only: true } as const;
  const model = await AutoModelForCausalLM.from_pretrained(folder, options);
  const found: Float64Array[] = [];
  for (const tokens of texts) found.push(await ofText(model, tokens, maxLength, stride));
  await model.dispose();
  return found;
}

async function ofText(
  model: PreTrainedModel,
  tokens: ArrayLike<number>,
  maxLength: number,
  stride: number,
): Promise<Float64Array> {
  const found = new Float64Array(tokens.length).fill(Number.NaN);
  const length = Math.min(maxLength, tokens.length);
  const last = tokens.length - length;
  const starts = Array.from({ length: Math.ceil(last / stride) + 1 }, (_, i) => Math.min(i * stride, last));
  for (let at = 0; at < starts.length; at += batchSize) {
    const windows = starts.slice(at, at + batchSize);
    const ids = windows.flatMap((start) =>
      Array.from({ length }, (_, i) => BigInt(tokens[start + i] as number)),
    );
    const dims = [windows.length, length];
    const { logits } = await model({
      input_ids: new Tensor("int64", BigInt64Array.from(ids), dims),
      attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), dims),
    });
    for (const [row, start] of windows.entries())
      for (let i = 1; i < length; i++)
        // Of windows that overlap, the earlier one has seen more before a token.
        if (Number.isNaN(found[start + i]))
          found[start + i] = logProbability(logits, row * length + i - 1, tokens[start + i] as number);
    logits.dispose();
  }
  return found;
}

function logProbability({ data, dims }: Tensor, row: number, token: number): number {
  const size = dims.at(-1) as number;
  const logits = (data as Float32Array).subarray(row * size, (row + 1) * size);
  const most = logits.reduce((a, b) => Math.max(a, b));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - most), 0);
  return (logits[token] as number) - most - Math.log(sum);
}
