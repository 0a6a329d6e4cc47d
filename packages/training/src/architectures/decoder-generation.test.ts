import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForCausalLM, env, Tensor } from "@huggingface/transformers";
import { createDecoder, generate } from "@llm-course/generation";
import { bindWeights, storedTensor, writeOnnx } from "@llm-course/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { records } from "../../test/pytorch/decoders.ts";
import { weight } from "../../test/pytorch/recorded.ts";
import { buildModel } from "./build-model.ts";

let folder: string;
beforeAll(async () => {
  env.allowRemoteModels = false;
  folder = await mkdtemp(join(tmpdir(), "decoder-"));
});
afterAll(() => rm(folder, { recursive: true }));

const inputIds = [
  [3, 1, 19, 0],
  [22, 22, 5, 2],
];
const attentionMask = [
  [1, 1, 1, 1],
  [0, 0, 1, 1],
];

test.each(records.filter(({ task }) => task === "causal-lm"))(
  "$name continues prompts as transformers.js does with the same graph",
  async ({ name, config }) => {
    const network = buildModel(config, { task: "causal-lm", cache: true });
    const weights = new Map([...network.parameters].map(([key, shape]) => [key, weight(key, shape)]));
    await using decoder = await createDecoder({ model: network.model, weights, config });
    const options = { maxNewTokens: 8, eosTokenId: null, padTokenId: 22 };
    const { sequences } = await generate(decoder, { inputIds, attentionMask }, options);

    const stored = [...weights].map(
      ([key, values]) => [key, storedTensor("F32", network.parameters.get(key) ?? [], values)] as const,
    );
    const own = join(folder, name.replaceAll(/\W/g, "-"));
    await mkdir(join(own, "onnx"), { recursive: true });
    await writeFile(join(own, "config.json"), JSON.stringify(config));
    await writeOnnx(join(own, "onnx", "model.onnx"), await bindWeights(network, new Map(stored)));
    const model = await AutoModelForCausalLM.from_pretrained(own, { dtype: "fp32", local_files_only: true });
    const int64 = (rows: number[][]) => new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [2, 4]);
    const given = { input_ids: int64(inputIds), attention_mask: int64(attentionMask) };
    const expected = await model.generate({ ...given, max_new_tokens: 8, eos_token_id: 99 });
    await model.dispose();
    expect(sequences).toEqual((expected as Tensor).tolist().map((row: bigint[]) => row.map(Number)));
    expect(sequences[0]).toHaveLength(12);
  },
);
