import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { RawImage } from "@huggingface/transformers";
import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { temporaryFolder, tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { imageClassification } from "./image-classification.ts";

const id2label = Object.fromEntries(["cat", "dog", "sun", "sea", "news", "sport"].entries());
const folder = await tinyModel("vit", "image-classification", { id2label });
const image = (seed: number) =>
  new RawImage(
    Uint8ClampedArray.from({ length: 20 * 16 * 3 }, (_, i) => (i * (37 + seed)) % 256),
    20,
    16,
    3,
  );

test("has the labels and scores of transformers.js, of images, paths, addresses and bytes", async () => {
  await using ours = await imageClassification(folder, { batchSize: 2 });
  const theirs = await transformersJs("image-classification", folder);
  const images = [image(0), image(1), image(2)];
  expectClose(await ours(images[0] as RawImage), await theirs(images[0]));
  expectClose(await ours(images), await theirs(images));
  expectClose(await ours(images, { topK: 2 }), await theirs(images, { top_k: 2 }));
  expect(await ours(images[0] as RawImage, { topK: null })).toHaveLength(6);
  const logits = await ours(images[0] as RawImage, { topK: null, functionToApply: "none" });
  const sum = logits.reduce((total, { score }) => total + Math.exp(score), 0);
  expect((await ours(images[0] as RawImage))[0]?.score).toBeCloseTo(Math.exp(logits[0]?.score ?? 0) / sum, 5);

  const path = join(await temporaryFolder("images"), "image.png");
  await writeFile(path, await (await image(0).toSharp()).png().toBuffer());
  const expected = await ours(images[0] as RawImage);
  const bytes = new Uint8Array(await (await image(0).toSharp()).png().toBuffer());
  for (const input of [path, pathToFileURL(path), bytes]) expectClose(await ours(input), expected);
});

test("what is no image is an error that says so", async () => {
  await using ours = await imageClassification(folder);
  const broken = new Uint8Array(await (await image(0).toSharp()).png().toBuffer()).subarray(0, 40);
  await expect(ours(broken)).rejects.toThrow("an image expected, this cannot be read (");
  await expect(ours(new Uint8Array(3))).rejects.toMatchObject({ name: "ImageInputError" });
  await expect(ours("/no/such.png")).rejects.toThrow('a file that can be read expected: "/no/such.png"');
  await expect(ours(5 as never)).rejects.toThrow("a path, an address or bytes expected: 5");
  await expect(imageClassification(await tinyModel("bert", "masked-lm"))).rejects.toThrow();
});
