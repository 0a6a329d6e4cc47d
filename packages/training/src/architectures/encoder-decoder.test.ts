import { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { type Matrix, softmax } from "../../test/plain.ts";
import { randomWeights } from "../../test/random-weights.ts";
import { referenceBartLogits } from "../../test/reference-bart.ts";
import { referenceT5, type TextPair } from "../../test/reference-t5.ts";
import { int64, largestDifference, type Outputs, runner, values } from "../../test/run-network.ts";
import { BuildOptionsError } from "../errors.ts";
import { parseBartConfig } from "./bart-config.ts";
import { buildModel } from "./build-model.ts";
import { parseT5Config } from "./t5-config.ts";

const vocab_size = 17;
const t5 = {
  model_type: "t5",
  vocab_size,
  d_model: 8,
  d_kv: 3,
  d_ff: 12,
  num_layers: 2,
  num_decoder_layers: 3,
  num_heads: 2,
  relative_attention_num_buckets: 8,
  relative_attention_max_distance: 12,
};

interface Case {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The decoder's input for the labels below. */
  readonly shifted: readonly (readonly number[])[];
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
  readonly reference: (weights: ReadonlyMap<string, Float32Array>, pair: TextPair) => Matrix;
}

const t5Case = (name: string, settings: object): Case => {
  const config = { ...t5, ...settings };
  const reference: Case["reference"] = (weights, pair) => referenceT5(parseT5Config(config), weights, pair);
  return { name, config, shifted: startingWith(0), layers: 3, heads: 2, headDim: 3, reference };
};

const bart = {
  vocab_size,
  d_model: 8,
  encoder_layers: 2,
  decoder_layers: 3,
  encoder_attention_heads: 4,
  decoder_attention_heads: 2,
  encoder_ffn_dim: 12,
  decoder_ffn_dim: 10,
  max_position_embeddings: 16,
  pad_token_id: 0,
  attention_dropout: 0.1,
  activation_dropout: 0.1,
};

const bartCase = (name: string, shifted: Case["shifted"], settings: object): Case => {
  const config = { ...bart, ...settings };
  const reference: Case["reference"] = (weights, pair) =>
    referenceBartLogits(parseBartConfig(config), weights, pair);
  return { name, config, shifted, layers: 3, heads: 2, headDim: 4, reference };
};

/** The token, and then the labels below without their last. */
function startingWith(...tokens: number[]): number[][] {
  return [
    [tokens[0] as number, 4, 8, 2, 7],
    [tokens.at(-1) as number, 9, 1, 0, 0],
  ];
}

const cases = [
  t5Case("T5", {}),
  t5Case("T5 1.1", { feed_forward_proj: "gated-gelu", tie_word_embeddings: false }),
  t5Case("mT5", { model_type: "mt5", feed_forward_proj: "gated-silu" }),
  bartCase("BART", startingWith(2), { model_type: "bart" }),
  bartCase("mBART", startingWith(1), {
    model_type: "mbart",
    scale_embedding: true,
    activation_function: "relu",
  }),
  bartCase("Marian", startingWith(5), {
    model_type: "marian",
    scale_embedding: true,
    activation_function: "swish",
    decoder_start_token_id: 5,
  }),
];

// Longer than the largest distance that has a bucket of its own.
const source = [
  [3, 1, 16, 4, 7, 5, 9, 2, 11, 6, 8, 12, 10, 15, 1],
  [5, 5, 2, 9, 9, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0],
];
const mask = source.map((row, i) => row.map((_, j) => Number(i === 0 || j < 7)));
const labels = [
  [4, 8, 2, 7, 1],
  [9, 1, -100, -100, -100],
];

describe.each(cases)("$name", ({ config, shifted, reference, layers, heads, headDim }) => {
  const task = "seq2seq-lm";
  const network = buildModel(config, { task });
  const weights = randomWeights(network.parameters);
  const whole = { input_ids: int64(source), attention_mask: int64(mask) };

  test("logits are those of a plain implementation", async () => {
    const run = await runner(network, weights);
    const { logits } = await run({ ...whole, decoder_input_ids: int64(shifted) });
    const expected = source.map((inputIds, i) =>
      reference(weights, {
        inputIds,
        attentionMask: mask[i] as number[],
        decoderInputIds: shifted[i] as number[],
      }),
    );
    expect(logits?.dims).toEqual([2, 5, vocab_size]);
    const largest = Math.max(...expected.flat(2).map(Math.abs));
    expect(largest).toBeGreaterThan(0.1);
    expect(largestDifference(values(logits), expected.flat(2)) / largest).toBeLessThan(2e-6);
  });

  test("labels are shifted right for the decoder, and −100 does not count", async () => {
    const run = await runner(buildModel(config, { task, labels: true }), weights);
    const outputs = await run({ ...whole, labels: int64(labels) });
    const plain = await (await runner(network, weights))({ ...whole, decoder_input_ids: int64(shifted) });
    expect(values(outputs.logits)).toEqual(values(plain.logits));
    const flat = values(outputs.logits);
    const losses = labels.flat().flatMap((label, i) => {
      const probabilities = softmax(flat.slice(i * vocab_size, (i + 1) * vocab_size));
      return label < 0 ? [] : [-Math.log(probabilities[label] as number)];
    });
    expect(losses).toHaveLength(7);
    expect(values(outputs.loss)[0]).toBeCloseTo(losses.reduce((a, b) => a + b) / 7, 5);
  });

  test("an encoder and a decoder with a cache give token by token what both give at once", async () => {
    const encoder = buildModel(config, { task, part: "encoder" });
    const decoder = buildModel(config, { task, part: "decoder" });
    const names = new Set([...encoder.parameters.keys(), ...decoder.parameters.keys()]);
    expect(names).toEqual(new Set(network.parameters.keys()));

    const { last_hidden_state: states } = await (await runner(encoder, weights))(whole);
    const { logits: expected } = await (await runner(network, weights))({
      ...whole,
      decoder_input_ids: int64(shifted),
    });
    const run = await runner(decoder, weights);
    const shape = [2, heads, 0, headDim];
    const empty = () => new Tensor("float32", new Float32Array(), shape);
    let past: Outputs = Object.fromEntries(
      Array.from({ length: layers }, (_, layer) =>
        ["decoder", "encoder"].flatMap((side) =>
          ["key", "value"].map((key) => [`past_key_values.${layer}.${side}.${key}`, empty()]),
        ),
      ).flat(),
    );
    const found: number[] = [];
    // Two tokens at first, as a prompt for the decoder has.
    for (const [begin, end] of [
      [0, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ] as const) {
      const useCache = begin > 0;
      const outputs = await run({
        input_ids: int64(shifted.map((row) => row.slice(begin, end))),
        encoder_attention_mask: int64(mask),
        encoder_hidden_states: states as Tensor,
        use_cache_branch: new Tensor("bool", [useCache], [1]),
        ...past,
      });
      const present = Object.entries(outputs)
        .filter(([name]) => name.startsWith("present") && !(useCache && name.includes("encoder")))
        .map(([name, tensor]) => [name.replace("present", "past_key_values"), tensor]);
      past = { ...past, ...Object.fromEntries(present) };
      expect(outputs["present.1.encoder.value"]?.dims[2]).toBe(useCache ? 0 : source[0]?.length);
      expect(outputs["present.1.decoder.value"]?.dims[2]).toBe(end);
      found.push(...values(outputs.logits));
    }
    // The steps lie behind each other, the sequences of the whole beside each other.
    const all = values(expected);
    const row = (sequence: number, begin: number, end: number) =>
      all.slice((sequence * 5 + begin) * vocab_size, (sequence * 5 + end) * vocab_size);
    const steps = [
      [0, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ].flatMap(([begin = 0, end = 0]) => [...row(0, begin, end), ...row(1, begin, end)]);
    const largest = Math.max(...all.map(Math.abs));
    expect(largestDifference(found, steps) / largest).toBeLessThan(2e-6);
  });
});

test("parts and caches that there are not are refused", () => {
  const build = (options: Parameters<typeof buildModel>[1]) => () => buildModel(t5, options);
  expect(build({ task: "seq2seq-lm", cache: true })).toThrow(BuildOptionsError);
  expect(build({ task: "seq2seq-lm", cache: true })).toThrow('give part: "decoder" instead: t5');
  expect(build({ task: "seq2seq-lm", part: "decoder", labels: true })).toThrow(
    'part "decoder" is for generation, leave out part, or labels and dropout: true',
  );
  expect(build({ task: "causal-lm", part: "encoder" })).toThrow("expected one of seq2seq-lm: causal-lm");
});
