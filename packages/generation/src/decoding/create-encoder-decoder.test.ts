import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForSeq2SeqLM, env, Tensor } from "@huggingface/transformers";
import { GraphBuilder, MissingWeightError, writeOnnx } from "@llm-course/onnx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decoderGraph, encoderGraph, seq2seqConfig } from "../../test/seq2seq-graph.ts";
import { boundSeq2Seq, seq2seqWeights, tinySeq2Seq } from "../../test/tiny-seq2seq.ts";
import { DecoderGraphError, DecoderPromptError, PromptError } from "../errors.ts";
import { generate } from "../generate.ts";
import { createEncoderDecoder, type EncoderDecoder } from "./create-encoder-decoder.ts";

const inputIds = [
  [5, 6, 8, 7, 11],
  [9, 7, 3],
  [20, 28],
];
const noEnd = { eosTokenId: null, maxNewTokens: 12 };

let model: EncoderDecoder;
beforeAll(async () => {
  model = await tinySeq2Seq();
});
afterAll(() => model[Symbol.asyncDispose]());

test("the likeliest tokens are those of transformers.js", async () => {
  const folder = await mkdtemp(join(tmpdir(), "seq2seq-"));
  const weights = seq2seqWeights();
  await mkdir(join(folder, "onnx"));
  await writeFile(join(folder, "config.json"), JSON.stringify(seq2seqConfig));
  await writeFile(join(folder, "generation_config.json"), "{}");
  const files = { encoder_model: encoderGraph(), decoder_model_merged: decoderGraph() };
  for (const [name, network] of Object.entries(files))
    await writeOnnx(join(folder, "onnx", `${name}.onnx`), await boundSeq2Seq(network, weights));
  env.allowRemoteModels = false;
  const theirs = await AutoModelForSeq2SeqLM.from_pretrained(folder, {
    dtype: "fp32",
    local_files_only: true,
  });
  const padded = inputIds.map((ids) => [...ids, 0, 0, 0].slice(0, 5));
  const int64 = (rows: number[][]) => new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [3, 5]);
  const expected = await theirs.generate({
    ...{
      inputs: int64(padded),
      attention_mask: int64(inputIds.map((ids, i) => padded[i]?.map((_, j) => Number(j < ids.length)) ?? [])),
    },
    ...{ max_new_tokens: 12, eos_token_id: 99, do_sample: false },
  });
  await theirs.dispose();
  const { sequences, newTokens } = await generate(model, { inputIds }, noEnd);
  expect(sequences).toEqual((expected as Tensor).tolist().map((row: bigint[]) => row.map(Number)));
  expect(new Set(newTokens.map(String)).size).toBe(3);
  expect(new Set(newTokens.flat()).size).toBeGreaterThan(4);

  const path = (name: string) => join(folder, "onnx", `${name}.onnx`);
  await using opened = await createEncoderDecoder({
    ...{ encoder: path("encoder_model"), decoder: path("decoder_model_merged"), config: seq2seqConfig },
  });
  expect((await generate(opened, { inputIds }, noEnd)).sequences).toEqual(sequences);
  await rm(folder, { recursive: true });
});

test("each row of a batch is continued as if it were alone", async () => {
  const { newTokens } = await generate(model, { inputIds }, noEnd);
  for (const [row, ids] of inputIds.entries())
    expect((await generate(model, { inputIds: [ids] }, noEnd)).newTokens).toEqual([newTokens[row]]);
});

test("rows that end, and others that go on", async () => {
  const { newTokens } = await generate(model, { inputIds }, noEnd);
  const end = newTokens[0]?.[3] as number;
  const stopped = await generate(model, { inputIds }, { ...noEnd, eosTokenId: end });
  for (const [row, ids] of newTokens.entries()) {
    const place = ids.indexOf(end);
    expect(stopped.newTokens[row]).toEqual(place < 0 ? ids : ids.slice(0, place + 1));
  }
});

test("a beam search has the beams of each input beside its states", async () => {
  const options = { numBeams: 4, numReturnSequences: 4, maxNewTokens: 6, eosTokenId: [1, 2, 3] };
  const { newTokens, sequencesScores } = await generate(model, { inputIds }, options);
  for (const [row, ids] of inputIds.entries()) {
    const alone = await generate(model, { inputIds: [ids] }, options);
    expect(alone.newTokens).toEqual(newTokens.slice(4 * row, 4 * row + 4));
  }
  // The scores are those of the sequences, read anew.
  for (const [row, ids] of newTokens.entries()) {
    const source = [inputIds[Math.floor(row / 4)] ?? []];
    let sum = 0;
    for (const [i, id] of ids.entries()) {
      const decoding = model.start(source, 0, [[0]]);
      let [logits] = await decoding.read([[0]]);
      for (const before of ids.slice(0, i)) [logits] = await decoding.read([[before]]);
      const weights = [...(logits as Float32Array)].map((value) => Math.exp(value));
      sum += Math.log((weights[id] as number) / weights.reduce((a, b) => a + b));
    }
    expect(sequencesScores?.[row]).toBeCloseTo(sum / ids.length, 4);
  }
});

describe("what the decoder begins with", () => {
  test("the token of the config, or of the options, or given tokens", async () => {
    const first = async (inputs: object, options: object) =>
      (await generate(model, { inputIds, ...inputs }, { maxNewTokens: 1, ...options })).sequences;
    for (const row of await first({}, {})) expect(row[0]).toBe(0);
    for (const row of await first({}, { decoderStartTokenId: 5 })) expect(row[0]).toBe(5);
    const given = [
      [4, 9],
      [4, 8],
      [4, 7],
    ];
    const continued = await first({ decoderInputIds: given }, {});
    expect(continued.map((row) => row.slice(0, 2))).toEqual(given);
  });

  test("a forced first token and a forced last one", async () => {
    const options = { forcedBosTokenId: 17, forcedEosTokenId: 1, maxNewTokens: 4 };
    const { newTokens, finishReasons } = await generate(model, { inputIds }, options);
    for (const ids of newTokens) expect([ids[0], ids.at(-1)]).toEqual([17, 1]);
    expect(finishReasons).toEqual(["eos", "eos", "eos"]);
  });

  test("nothing to begin with, or not one for each row, is refused", async () => {
    const { decoder_start_token_id: _, ...config } = seq2seqConfig;
    await using without = await tinySeq2Seq({}, config);
    await expect(generate(without, { inputIds })).rejects.toThrow(DecoderPromptError);
    await expect(generate(model, { inputIds, decoderInputIds: [[1]] })).rejects.toThrow(
      "decoderInputIds must be 3 rows of one length, given 1 rows of: 1",
    );
    await expect(generate(model, { inputIds, decoderInputIds: [[1], [1], [1, 2]] })).rejects.toThrow(
      "of: 1,2",
    );
  });
});

test("the generation config holds where options do not say otherwise", async () => {
  const generationConfig = {
    num_beams: 3,
    max_length: 5,
    eos_token_id: 28,
    forced_eos_token_id: 28,
    length_penalty: 0.5,
  };
  await using configured = await tinySeq2Seq(generationConfig);
  const options = { numBeams: 3, maxLength: 5, eosTokenId: 28, forcedEosTokenId: 28, lengthPenalty: 0.5 };
  const expected = await generate(model, { inputIds }, options);
  expect(await generate(configured, { inputIds })).toEqual(expected);
  expect(expected.sequences[0]).toHaveLength(5);
  const greedy = await generate(configured, { inputIds }, { numBeams: 1, maxNewTokens: 7, eosTokenId: null });
  expect(greedy.newTokens[0]).toHaveLength(7);
  expect(greedy.sequencesScores).toBeUndefined();
});

test("relative positions have no longest sequence, others do", async () => {
  expect(model.maxPositions).toBeUndefined();
  const { relative_attention_num_buckets: _, ...config } = seq2seqConfig;
  await using absolute = await tinySeq2Seq({}, config);
  await expect(generate(absolute, { inputIds }, { maxNewTokens: 2 })).rejects.toThrow(
    new PromptError(0, "longer than the encoder's positions, shorten it: 5 > 4"),
  );
});

describe("graphs that are not an encoder and its decoder", () => {
  const config = seq2seqConfig;
  const weights = seq2seqWeights();
  const [encoder, decoder] = [encoderGraph().model, decoderGraph().model];

  test("are refused, and so is a missing weight", async () => {
    const open = (source: object) => createEncoderDecoder({ encoder, decoder, weights, config, ...source });
    await expect(open({ encoder: decoder })).rejects.toThrow(
      "graph without the input of an encoder: attention_mask",
    );
    await expect(open({ decoder: encoder })).rejects.toThrow(DecoderGraphError);
    const few = new Map(weights);
    few.delete("cross.key.weight");
    await expect(open({ weights: few })).rejects.toThrow(new MissingWeightError("cross.key.weight", [8, 8]));
    const g = new GraphBuilder("encoder");
    g.input("attention_mask", "int64", ["batch_size", "encoder_sequence_length"]);
    g.output("states", g.input("input_ids", "int64", ["batch_size", 1]), "int64", ["batch_size", 1]);
    await expect(open({ encoder: g.build().model })).rejects.toThrow(
      "encoder without the output last_hidden_state",
    );
  });
});
