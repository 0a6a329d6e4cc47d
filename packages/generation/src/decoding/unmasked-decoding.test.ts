import { GraphBuilder, type ModelProto } from "@llm-course/onnx";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { randomWeights } from "../../test/tiny-gpt2.ts";
import { PromptError } from "../errors.ts";
import { generate } from "../generate.ts";
import { createDecoder } from "./create-decoder.ts";
import { openSession } from "./open-session.ts";

const [vocabSize, hidden] = [19, 6];
const config = { vocab_size: vocabSize, eos_token_id: 0 };
const prompts = [[3, 1, 18, 7], [5], [8, 2, 11, 4], [9, 9]];

/** A language model of one recurrent layer, whose logits have a size that only the config says. */
function recurrent(): { model: ModelProto; weights: Map<string, Float32Array> } {
  const g = new GraphBuilder("rnn");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const past = g.input("past_states.0.hidden", "float32", [1, "batch_size", hidden]);
  const embedded = g.add("Gather", [g.parameter("embeddings.weight", [vocabSize, hidden]), ids]);
  const x = g.add("Transpose", [embedded], { perm: [1, 0, 2] });
  const weights = ["w.weight", "r.weight"].map((name) => g.parameter(name, [1, hidden, hidden]));
  const [y = "", last = ""] = g.addMany("RNN", [x, ...weights, "", "", past], 2, { hidden_size: hidden });
  const states = g.add("Transpose", [g.add("Squeeze", [y, g.ints([1])])], { perm: [1, 0, 2] });
  const logits = g.add("Mul", [
    g.add("MatMul", [states, g.parameter("head.weight", [hidden, vocabSize])]),
    g.scalar(3),
  ]);
  g.output("logits", logits, "float32", ["batch_size", "sequence_length", "vocabulary"]);
  g.output("present_states.0.hidden", last, "float32", [1, "batch_size", hidden]);
  const { model, parameters } = g.build();
  return { model, weights: randomWeights(parameters, { seed: 4, scale: 1.5 }) };
}

/** The likeliest tokens after one prompt, by feeding the graph. */
async function loop(session: InferenceSession, weights: Map<string, Float32Array>, prompt: number[]) {
  const shapes = session.inputMetadata.map(
    (input) => [input.name, input.isTensor ? input.shape : []] as const,
  );
  const fixed = new Map(shapes.map(([name, shape]) => [name, shape as number[]]));
  const feeds = Object.fromEntries(
    [...weights].map(([name, values]) => [name, new Tensor("float32", values, fixed.get(name))]),
  );
  let state: Tensor = new Tensor("float32", new Float32Array(hidden), [1, 1, hidden]);
  let ids = prompt;
  const found: number[] = [];
  for (let step = 0; step < 10; step++) {
    const input_ids = new Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const outputs = await session.run({ ...feeds, input_ids, "past_states.0.hidden": state });
    state = outputs["present_states.0.hidden"] as Tensor;
    const logits = (outputs.logits as Tensor).data.slice(-vocabSize) as Float32Array;
    ids = [logits.indexOf(Math.max(...logits))];
    found.push(...ids);
  }
  return found;
}

const options = { maxNewTokens: 10, eosTokenId: null };

test("states go from step to step, for prompts of any lengths, as in a plain loop over the graph", async () => {
  const { model, weights } = recurrent();
  await using decoder = await createDecoder({ model, weights, config });
  const session = await openSession(model);
  const expected: number[][] = [];
  for (const prompt of prompts) expected.push(await loop(session, weights, prompt));
  await session.release();
  expect(new Set(expected.map(String)).size).toBe(prompts.length);
  expect((await generate(decoder, { inputIds: prompts }, options)).newTokens).toEqual(expected);
});

test("rows that end leave, and beams take the states of the rows that they continue", async () => {
  const { model, weights } = recurrent();
  await using decoder = await createDecoder({ model, weights, config });
  for (const more of [
    { eosTokenId: [1, 2, 3, 4] },
    { numBeams: 3 },
    { doSample: true, seed: 3, numReturnSequences: 2 },
  ]) {
    const { newTokens } = await generate(decoder, { inputIds: prompts }, { ...options, ...more });
    const copies = newTokens.length / prompts.length;
    // What is drawn depends on the row's place, so only the first one's is the same alone.
    for (const [row, ids] of (copies > 1 ? prompts.slice(0, 1) : prompts).entries())
      expect((await generate(decoder, { inputIds: [ids] }, { ...options, ...more })).newTokens).toEqual(
        newTokens.slice(row * copies, (row + 1) * copies),
      );
  }
});

test("a cache that grows and no mask: prompts of one length only", async () => {
  const g = new GraphBuilder("decoder");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const past = g.input("past_key_values.0.key", "float32", ["batch_size", 1, "past", 1]);
  const own = g.add("Unsqueeze", [g.add("Cast", [ids], { to: 1 }), g.ints([1, 3])]);
  const present = { dataType: "float32", shape: ["batch_size", 1, "total", 1] } as const;
  const all = g.addAsOutput("present.0.key", present, "Concat", [past, own], { axis: 2 });
  const sum = g.add("ReduceSum", [all, g.ints([1, 2])]);
  const remainder = g.add("Mod", [sum, g.scalar(5)], { fmod: 1 });
  const hot = g.add("Neg", [g.add("Abs", [g.add("Sub", [remainder, g.floats([0, 1, 2, 3, 4])])])]);
  g.output("logits", g.add("Unsqueeze", [g.add("Squeeze", [hot, g.ints([1])]), g.ints([1])]), "float32", [
    "batch_size",
    1,
    5,
  ]);
  await using decoder = await createDecoder({ model: g.build().model, config: {} });
  // The next token is the sum of all, modulo 5.
  const { newTokens } = await generate(
    decoder,
    {
      inputIds: [
        [1, 2],
        [4, 4],
      ],
    },
    { maxNewTokens: 4, eosTokenId: null },
  );
  expect(newTokens).toEqual([
    [3, 1, 2, 4],
    [3, 1, 2, 4],
  ]);
  const generating = generate(decoder, { inputIds: [[1, 2], [1]] });
  await expect(generating).rejects.toThrow(
    new PromptError(1, "the decoder has no attention_mask for padding, give prompts of one length: 2,1"),
  );
});
