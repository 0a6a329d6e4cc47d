import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeOnnx } from "@llm-course/onnx";
import { expect, test } from "vitest";
import { gpt2Graph } from "../../test/gpt2-graph.ts";
import { groupedQueryGraph } from "../../test/grouped-query-graph.ts";
import { randomWeights, tinySizes } from "../../test/tiny-gpt2.ts";
import { PromptError } from "../errors.ts";
import { generate } from "../generate.ts";
import { countsMask } from "./counts-mask.ts";
import { createDecoder } from "./create-decoder.ts";

test("prompts of one length are continued together, those of several lengths refused", async () => {
  const { model, parameters } = groupedQueryGraph();
  const weights = randomWeights(parameters, { scale: 1 });
  await using decoder = await createDecoder({ model, weights, config: {} });
  const options = { maxNewTokens: 8, eosTokenId: null };
  const inputIds = [
    [3, 1, 19],
    [8, 30, 11],
  ];
  const { newTokens } = await generate(decoder, { inputIds }, options);
  for (const [i, ids] of inputIds.entries())
    expect((await generate(decoder, { inputIds: [ids] }, options)).newTokens[0]).toEqual(newTokens[i]);
  const generating = generate(decoder, { inputIds: [[5], ...inputIds] }, options);
  await expect(generating).rejects.toThrow(PromptError);
  await expect(generating).rejects.toThrow("or submit them to a continuous batch: 1,3,3");
});

test("the operator is found in a graph and in a file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "counts-mask-"));
  const path = join(folder, "model.onnx");
  for (const [{ model }, expected] of [
    [groupedQueryGraph(), true],
    [gpt2Graph(tinySizes), false],
  ] as const) {
    await writeOnnx(path, model);
    expect([await countsMask(model), await countsMask(path)]).toEqual([expected, expected]);
  }
  await rm(folder, { recursive: true });
});
