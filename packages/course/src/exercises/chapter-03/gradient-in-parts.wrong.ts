import type { Batch } from "@llm-course/onnx";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Accumulate, GradientModel } from "./tiny-tagger.ts";

interface Variant {
  /** How much a part weighs, before division by the sum over all parts. */
  readonly weight?: (part: Batch) => number;
  readonly zero?: "before" | "each" | "never";
  readonly scale?: (share: number) => number;
  readonly loss?: (losses: readonly number[], shares: readonly number[]) => unknown;
  readonly parts?: (parts: Batch[]) => Batch[];
  readonly after?: (model: GradientModel) => Promise<unknown>;
}

const labelsOf = (part: Batch) => [...((part.labels as Batch[string]).data as BigInt64Array)];
const counted = (part: Batch) => labelsOf(part).filter((label) => label !== -100n).length;
const same = <Value>(value: Value): Value => value;
const meanOf = (losses: readonly number[], shares: readonly number[]) =>
  losses.reduce((total, loss, i) => total + loss * (shares[i] ?? 0), 0);

const by =
  (variant: Variant = {}): Accumulate =>
  async (model, given) => {
    const { weight = counted, zero = "before", scale = same, loss = meanOf, parts: chosen = same } = variant;
    const parts = chosen(given);
    const all = parts.reduce((total, part) => total + weight(part), 0);
    const [losses, shares]: [number[], number[]] = [[], []];
    if (zero === "before") await model.zeroGradients();
    for (const part of parts) {
      if (zero === "each") await model.zeroGradients();
      const share = weight(part) / all;
      losses.push((await model.backward(part, { scale: scale(share) })).loss);
      shares.push(share);
    }
    await variant.after?.(model);
    return loss(losses, shares) as number;
  };

const another = /a part of nine words and one of two the gradient is another one/;

export const wrong: WrongAnswerCase<Accumulate>[] = [
  { name: "a loss instead of the function", answer: 0.7, says: /is a function/ },
  { name: "the program as it was", answer: by({ weight: () => 1 }), says: another },
  {
    name: "mends the loss alone",
    answer: async (model, parts) => {
      await by({ weight: () => 1 })(model, parts);
      const losses = await Promise.all(
        parts.map(async (part) => Number((await model.evaluate(part)).loss?.data[0])),
      );
      const all = parts.reduce((total, part) => total + counted(part), 0);
      return meanOf(
        losses,
        parts.map((part) => counted(part) / all),
      );
    },
    says: /nine words and one of two the gradient is another one.*loss is the right one/,
  },
  {
    name: "mends the gradient alone",
    answer: by({ loss: (losses) => losses.reduce((a, b) => a + b, 0) / losses.length }),
    says: /nine words and one of two the gradient is right; the loss should be/,
  },
  {
    name: "weighs by tokens, with marks and filling",
    answer: by({ weight: (part) => labelsOf(part).length }),
    says: another,
  },
  {
    name: "weighs by the attention mask",
    answer: by({
      weight: (part) => [...(part.attention_mask?.data ?? [])].filter((bit) => Number(bit) === 1).length,
    }),
    says: another,
  },
  {
    name: "weighs by sentences",
    answer: by({ weight: (part) => part.input_ids?.dims[0] ?? 0 }),
    says: another,
  },
  {
    name: "leaves out the class 0 as well",
    answer: by({ weight: (part) => labelsOf(part).filter((label) => label > 0n).length }),
    says: /gradient is another one/,
  },
  {
    name: "compares bigints with a number",
    answer: by({ weight: (part) => labelsOf(part).filter((label) => (label as unknown) !== -100).length }),
    says: another,
  },
  {
    name: "the sum of the parts' gradients",
    answer: by({ scale: () => 1 }),
    says: /2\.00 times as long: the scales of all parts together are 1/,
  },
  {
    name: "the sum over all labels",
    answer: async (model, parts) => {
      await model.zeroGradients();
      let sum = 0;
      for (const part of parts)
        sum += counted(part) * (await model.backward(part, { scale: counted(part) })).loss;
      return sum;
    },
    says: /6\.00 times as long/,
  },
  {
    name: "shares, and the number of parts once more",
    answer: async (model, parts) => by({ scale: (share) => share / parts.length })(model, parts),
    says: /0\.500 times as long/,
  },
  { name: "forgets nothing before", answer: by({ zero: "never" }), says: /gradient is another one/ },
  { name: "forgets before each part", answer: by({ zero: "each" }), says: /gradient is another one/ },
  {
    name: "without the last part",
    answer: by({ parts: (parts) => (parts.length > 1 ? parts.slice(0, -1) : parts) }),
    says: /gradient is another one/,
  },
  { name: "clips", answer: by({ after: (model) => model.clipGradNorm(1e-3) }), says: /times as long/ },
  {
    name: "evaluates",
    answer: async (model, parts) => {
      await model.zeroGradients();
      const [part] = parts as [Batch];
      return Number((await model.evaluate(part)).loss?.data[0]);
    },
    says: /gradient is another one/,
  },
  {
    name: "gives nothing",
    answer: by({ loss: () => undefined }),
    says: /gradient is right; the loss should be \d\.\d+, .*gave `undefined`/,
  },
  { name: "gives all losses", answer: by({ loss: same }), says: /gradient is right; the loss should be/ },
  {
    name: "gives the last loss",
    answer: by({ loss: (losses) => losses.at(-1) }),
    says: /gradient is right; the loss should be/,
  },
  {
    name: "takes parts for one batch",
    answer: async (model, parts) => (await model.backward(parts as never as Batch)).loss,
    says: /stopped with/,
  },
];
