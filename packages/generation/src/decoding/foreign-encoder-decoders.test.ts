import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForSeq2SeqLM, env, Tensor } from "@huggingface/transformers";
import { type ModelProto, writeOnnx } from "@llm-course/onnx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { merged } from "../../test/foreign-decoders.ts";
import { inFloat16 } from "../../test/in-float16.ts";
import { type DecoderForm, decoderGraph, encoderGraph, seq2seqConfig } from "../../test/seq2seq-graph.ts";
import { boundSeq2Seq, seq2seqWeights, tinySeq2Seq } from "../../test/tiny-seq2seq.ts";
import { DecoderGraphError } from "../errors.ts";
import { generate } from "../generate.ts";
import { createEncoderDecoder, type EncoderDecoderSource } from "./create-encoder-decoder.ts";

const inputIds = [
  [5, 6, 8, 7, 11],
  [9, 7, 3],
  [20, 28],
];
const options = { eosTokenId: null, maxNewTokens: 12 };
const config = seq2seqConfig;

const bound = (form: DecoderForm) => boundSeq2Seq(decoderGraph(form), seq2seqWeights());

let folder: string;
let encoder: ModelProto;
let plain: readonly (readonly number[])[];
beforeAll(async () => {
  env.allowRemoteModels = false;
  folder = await mkdtemp(join(tmpdir(), "foreign-"));
  encoder = await boundSeq2Seq(encoderGraph(), seq2seqWeights());
  await using model = await tinySeq2Seq();
  plain = (await generate(model, { inputIds }, options)).sequences;
});
afterAll(() => rm(folder, { recursive: true }));

async function texts(source: EncoderDecoderSource, more = {}) {
  await using model = await createEncoderDecoder(source);
  return (await generate(model, { inputIds }, { ...options, ...more })).sequences;
}

/** What transformers.js writes for each input with the same files. */
async function theirs(name: string, files: Record<string, ModelProto>, dtype: "fp32" | "fp16") {
  const path = join(folder, name);
  await mkdir(join(path, "onnx"), { recursive: true });
  for (const [file, model] of Object.entries(files))
    await writeOnnx(join(path, "onnx", `${file}.onnx`), model);
  await writeFile(join(path, "config.json"), JSON.stringify(config));
  await writeFile(join(path, "generation_config.json"), "{}");
  const model = await AutoModelForSeq2SeqLM.from_pretrained(path, { dtype, local_files_only: true });
  const rows: number[][] = [];
  for (const ids of inputIds) {
    const int64 = (values: number[]) =>
      new Tensor("int64", BigInt64Array.from(values, BigInt), [1, ids.length]);
    const given = { inputs: int64(ids), attention_mask: int64(ids.map(() => 1)) };
    const output = await model.generate({ ...given, max_new_tokens: 12, eos_token_id: 99, do_sample: false });
    rows.push((output as Tensor).tolist()[0].map(Number));
  }
  await model.dispose();
  return rows;
}

describe("encoder-decoders of other exporters write what transformers.js writes with them", () => {
  test("merged, with branches of an If, of which one gives no keys of the encoder's states", async () => {
    const decoder = merged(await bound("first"), await bound("next with empty outputs"));
    expect(decoder.graph?.node.map(({ opType }) => opType)).toEqual(["If"]);
    const found = await texts({ encoder, decoder, config });
    expect(found).toEqual(plain);
    expect(found).toEqual(
      await theirs("merged", { encoder_model: encoder, decoder_model_merged: decoder }, "fp32"),
    );
  });

  test("in float16, merged or not", async () => {
    const half = inFloat16(encoder);
    const both = inFloat16(await bound("both"));
    const branches = inFloat16(merged(await bound("first"), await bound("next with empty outputs")));
    for (const [name, decoder] of Object.entries({ both, branches })) {
      const files = { encoder_model_fp16: half, decoder_model_merged_fp16: decoder };
      expect(await texts({ encoder: half, decoder, config })).toEqual(await theirs(name, files, "fp16"));
    }
  });
});

describe("encoder-decoders that transformers.js does not run write what the plain graphs write", () => {
  test("one decoder for the first step and one for those that follow", async () => {
    const source = { encoder, decoder: await bound("first"), decoderWithPast: await bound("next"), config };
    expect(await texts(source)).toEqual(plain);
    const beams = { numBeams: 3, numReturnSequences: 2 };
    expect(await texts(source, beams)).toEqual(
      await texts({ encoder, decoder: await bound("both"), config }, beams),
    );
  });

  test("an encoder of one precision and a decoder of the other", async () => {
    const decoder = await bound("both");
    const expected = await texts({ encoder: inFloat16(encoder), decoder: inFloat16(decoder), config });
    expect(await texts({ encoder, decoder: inFloat16(decoder), config })).toEqual(expected);
    expect(await texts({ encoder: inFloat16(encoder), decoder, config })).toEqual(plain);
  });
});

test("one of two decoders alone is refused", async () => {
  const open = (decoder: ModelProto) => createEncoderDecoder({ encoder, decoder, config });
  await expect(open(await bound("first"))).rejects.toThrow(
    "export it with one, or give its decoder_with_past_model as decoderWithPast: past_key_values.0.key",
  );
  await expect(open(await bound("next"))).rejects.toThrow(DecoderGraphError);
});
