import { join } from "node:path";
import { RawImage } from "@huggingface/transformers";
import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { audioClassifier, objectDetector, speaker, speechRecognizer } from "../../test/made-models.ts";
import { tinyModel } from "../../test/tiny-model.ts";
import { transformersJs } from "../../test/transformers-js.ts";
import { readAudio } from "../audio/read-audio.ts";
import { audioClassification } from "./audio-classification.ts";
import { automaticSpeechRecognition } from "./automatic-speech-recognition.ts";
import { imageTextToText } from "./image-text-to-text.ts";
import { objectDetection } from "./object-detection.ts";
import { inSnakeCase } from "./open-pipeline.ts";
import { textToSpeech } from "./text-to-speech.ts";

const path = join(import.meta.dirname, "..", "..", "test", "audio", "fixtures", "tone.flac");
const sound = await readAudio(path);
const image = new RawImage(
  Uint8ClampedArray.from({ length: 20 * 16 * 3 }, (_, i) => (i * 37) % 256),
  20,
  16,
  3,
);

test("classifies sound as transformers.js does, which reads no files", async () => {
  const folder = await audioClassifier();
  await using ours = await audioClassification(folder);
  const theirs = await transformersJs("audio-classification", folder);
  expectClose(await ours(path), await theirs(sound));
  expectClose(await ours([path, sound], { topK: 2 }), await theirs([sound, sound], { top_k: 2 }));
  await expect(ours(path, { topk: 2 } as never)).rejects.toThrow(
    'no such option, the nearest are topK: "topk"',
  );
  await expect(ours(new Uint8Array(9))).rejects.toMatchObject({ name: "AudioInputError" });
});

test("writes down sound as transformers.js does", async () => {
  const folder = await speechRecognizer();
  await using ours = await automaticSpeechRecognition(folder);
  const theirs = await transformersJs("automatic-speech-recognition", folder);
  const said = await ours(path);
  expect(said).toEqual(await theirs(sound));
  expect(said.text.length).toBeGreaterThan(0);
  expect(await ours([path, sound])).toEqual([said, said]);
  await expect(ours(path, { chunkLengthS: -1 })).rejects.toThrow("option chunkLengthS");
});

test("finds things as transformers.js does", async () => {
  const folder = await objectDetector();
  await using ours = await objectDetection(folder);
  const theirs = await transformersJs("object-detection", folder);
  const found = await ours(image, { threshold: 0.2 });
  expectClose(found, await theirs(image, { threshold: 0.2 }));
  expect(found.length).toBeGreaterThan(0);
  const shares = await theirs(image, { threshold: 0.2, percentage: true });
  expectClose(await ours([image, image], { threshold: 0.2, percentage: true }), [shares, shares]);
  await expect(ours(image, { threshold: 2 })).rejects.toThrow("option threshold");
});

test("speaks as transformers.js does", async () => {
  const folder = await speaker();
  await using ours = await textToSpeech(folder);
  const theirs = await transformersJs("text-to-audio", folder);
  const text = "the cat sat";
  const spoken = await ours(text);
  const other = (await theirs(text)) as typeof spoken;
  expect([...spoken.audio]).toEqual([...other.audio]);
  expect(spoken.sampling_rate).toBe(16_000);
  // What it wrote is what we read.
  const heard = await readAudio(new Uint8Array(await spoken.toBlob().arrayBuffer()));
  expectClose([...heard], [...spoken.audio]);
  expect(await ours([text, text])).toHaveLength(2);
  await expect(ours("")).rejects.toThrow("text: there is nothing to read");
});

test("options are spelled as transformers.js does, and folders of other models are errors", async () => {
  expect(inSnakeCase({ chunkLengthS: 3, task: "translate", language: undefined })).toEqual({
    ...{ chunk_length_s: 3, task: "translate" },
  });
  const folder = await tinyModel("bert", "masked-lm");
  await expect(objectDetection(folder)).rejects.toMatchObject({ name: "PipelineModelError" });
  await expect(imageTextToText(folder)).rejects.toThrow("no chat model that sees could be loaded (");
});
