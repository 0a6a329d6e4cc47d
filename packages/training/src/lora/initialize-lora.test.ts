import { expect, test } from "vitest";
import { addLora } from "./add-lora.ts";
import { initializeLora } from "./initialize-lora.ts";
import { tinyModel } from "./lora.fixture.ts";

const { network } = tinyModel("bert", "sequence-classification");
const lora = await addLora(network, { r: 400, targetModules: ["0.output.dense", "word_embeddings"] });
const [linear, embedding] = ["bert.encoder.layer.0.output.dense", "bert.embeddings.word_embeddings"];
const values = (name: string, seed = 3) => initializeLora(lora, { seed }).get(name) ?? new Float32Array();

test("A is uniform within ±1/√inFeatures, and B zero", () => {
  const a = values(`${linear}.lora_A.weight`);
  expect(a).toHaveLength(400 * 12);
  const bound = 1 / Math.sqrt(12);
  expect(Math.max(...a.map(Math.abs))).toBeLessThanOrEqual(Math.fround(bound));
  // The standard deviation of a uniform distribution is its width / √12; the sample's is within 4 standard errors.
  const variance = a.reduce((sum, x) => sum + x ** 2, 0) / a.length;
  expect(Math.abs(variance - bound ** 2 / 3)).toBeLessThan(
    (4 * bound ** 2 * Math.sqrt(4 / 45)) / Math.sqrt(a.length),
  );
  expect(values(`${linear}.lora_B.weight`).every((value) => value === 0)).toBe(true);
});

test("of an embedding A is zero and B standard normal", () => {
  expect(values(`${embedding}.lora_embedding_A`).every((value) => value === 0)).toBe(true);
  const b = values(`${embedding}.lora_embedding_B`);
  expect(b).toHaveLength(8 * 400);
  const variance = b.reduce((sum, x) => sum + x ** 2, 0) / b.length;
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / b.length));
});

test("depends on the seed alone", () => {
  const name = `${linear}.lora_A.weight`;
  expect(values(name, 3)).toEqual(values(name, 3));
  expect(values(name, 4)).not.toEqual(values(name, 3));
});
