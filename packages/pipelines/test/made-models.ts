// Folders that transformers.js takes for models of sound and of images. Their graphs compute little, but of their input.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bindWeights, GraphBuilder, storedTensor, writeOnnx } from "@llm-course/onnx";
import { temporaryFolder, tinyModel } from "./tiny-model.ts";

const id2label = { 0: "yes", 1: "no", 2: "up" };
const hearing = {
  ...{ feature_extractor_type: "Wav2Vec2FeatureExtractor", sampling_rate: 16_000, do_normalize: true },
  ...{ feature_size: 1, padding_value: 0, return_attention_mask: false },
};

async function write(
  config: object,
  graph: (g: GraphBuilder) => void,
  { preprocessor, tokenizer = false }: { preprocessor?: object; tokenizer?: boolean },
): Promise<string> {
  const folder = await temporaryFolder("made");
  await mkdir(join(folder, "onnx"));
  const g = new GraphBuilder("made");
  graph(g);
  const network = g.build();
  const weights = new Map(
    [...network.parameters].map(([name, shape]) => {
      const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
        Math.sin(3 * i + 1),
      );
      const stored = storedTensor("F32", shape, values);
      return [name, stored] as const;
    }),
  );
  await writeOnnx(join(folder, "onnx", "model.onnx"), await bindWeights(network, weights));
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  if (preprocessor) await writeFile(join(folder, "preprocessor_config.json"), JSON.stringify(preprocessor));
  if (tokenizer)
    for (const file of ["tokenizer.json", "tokenizer_config.json"])
      await cp(join(await tinyModel("bert", "masked-lm"), file), join(folder, file));
  return folder;
}

/** Three labels, by the first samples. */
export const audioClassifier = () =>
  write(
    { model_type: "wav2vec2", id2label },
    (g) => {
      const sound = g.input("input_values", "float32", ["batch", "samples"]);
      const beginning = g.add("Slice", [sound, g.ints([0]), g.ints([64]), g.ints([1])]);
      const logits = g.add("MatMul", [beginning, g.parameter("weight", [64, 3])]);
      g.output("logits", logits, "float32", ["batch", 3]);
    },
    { preprocessor: hearing },
  );

/** Six letters, of a vocabulary of 36, from the first samples. */
export const speechRecognizer = () =>
  write(
    { model_type: "wav2vec2", architectures: ["Wav2Vec2ForCTC"], pad_token_id: 0, vocab_size: 36 },
    (g) => {
      const sound = g.input("input_values", "float32", ["batch", "samples"]);
      const beginning = g.add("Slice", [sound, g.ints([0]), g.ints([216]), g.ints([1])]);
      g.output("logits", g.add("Reshape", [beginning, g.ints([-1, 6, 36])]), "float32", ["batch", 6, 36]);
    },
    { preprocessor: hearing, tokenizer: true },
  );

/** Two boxes, whose labels depend on the brightness. */
export const objectDetector = () =>
  write(
    { model_type: "yolos", id2label },
    (g) => {
      const pixels = g.input("pixel_values", "float32", ["batch", 3, "height", "width"]);
      const bright = g.add("ReduceMean", [pixels], { axes: [1, 2, 3], keepdims: 0 });
      const column = g.add("Reshape", [bright, g.ints([-1, 1])]);
      const spread = (name: string, width: number) =>
        g.add("Reshape", [
          g.add("MatMul", [column, g.parameter(name, [1, 2 * width])]),
          g.ints([-1, 2, width]),
        ]);
      g.output("logits", spread("classes", 4), "float32", ["batch", 2, 4]);
      g.output("pred_boxes", g.add("Sigmoid", [spread("boxes", 4)]), "float32", ["batch", 2, 4]);
    },
    {
      preprocessor: {
        ...{ image_processor_type: "YolosFeatureExtractor", do_resize: true, do_normalize: true },
        ...{ size: { height: 16, width: 16 }, image_mean: [0.5, 0.5, 0.5], image_std: [0.25, 0.25, 0.25] },
      },
    },
  );

/** A sample for each token. */
export const speaker = () =>
  write(
    { model_type: "vits", sampling_rate: 16_000 },
    (g) => {
      const ids = g.input("input_ids", "int64", ["batch", "tokens"]);
      g.input("attention_mask", "int64", ["batch", "tokens"]);
      const rows = g.add("Gather", [g.parameter("samples", [64]), ids]);
      g.output("waveform", rows, "float32", ["batch", "tokens"]);
      g.output("spectrogram", rows, "float32", ["batch", "tokens"]);
    },
    { tokenizer: true },
  );
