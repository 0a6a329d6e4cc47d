import { differentiate, encodeOnnx, GraphBuilder } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import type { LabelSettings } from "./label-settings.ts";
import { binaryCrossEntropy, classificationLoss, crossEntropy, positionCrossEntropy } from "./losses.ts";

type Build = (g: GraphBuilder, logits: string) => string;

/** A loss and its gradient of logits [rows, columns], with labels as the build declares them. */
async function evaluate(build: Build, logits: number[][], given: Record<string, Tensor>) {
  const g = new GraphBuilder("loss");
  const columns = logits[0]?.length ?? 0;
  g.output("loss", build(g, g.input("logits", "float32", ["rows", columns])), "float32", []);
  const model = await differentiate(g.build().model, { loss: "loss", wrt: ["logits"] });
  const session = await InferenceSession.create(encodeOnnx(model), { logSeverityLevel: 4 });
  try {
    const input = new Tensor("float32", logits.flat(), [logits.length, columns]);
    const { loss, "logits.grad": gradient } = await session.run({ logits: input, ...given });
    return { loss: Number(loss?.data[0]), gradient: Array.from(gradient?.data as Float32Array) };
  } finally {
    await session.release();
  }
}

const int64 = (values: number[]) => new Tensor("int64", BigInt64Array.from(values, BigInt), [values.length]);
const float32 = (values: number[], shape: number[]) => new Tensor("float32", values, shape);
const numbers = (g: GraphBuilder) => g.input("labels", "int64", ["rows"]);
const closeTo = (values: number[]) => values.map((value) => expect.closeTo(value, 6));

describe("crossEntropy", () => {
  const build: Build = (g, logits) => crossEntropy(g, logits, numbers(g));

  test("is the mean over the labels that count", async () => {
    const logits = [
      [0, 0],
      [Math.log(3), 0],
      [5, -5],
    ];
    const { loss, gradient } = await evaluate(build, logits, { labels: int64([0, 1, -100]) });
    expect(loss).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 6);
    expect(gradient).toEqual(closeTo([-0.25, 0.25, 0.375, -0.375, 0, 0]));
  });

  test("is finite where e^x is not", async () => {
    const { loss, gradient } = await evaluate(build, [[1000, 0]], { labels: int64([1]) });
    expect(loss).toBe(1000);
    expect(gradient).toEqual([1, -1]);
  });

  test("is smoothed as torch.nn.functional.cross_entropy with label_smoothing=0.1", async () => {
    const smoothed: Build = (g, logits) => crossEntropy(g, logits, numbers(g), 0.1);
    const logits = [
      [0.5, -1, 2],
      [1.5, 0, -0.5],
      [3, 1, 2],
    ];
    const { loss, gradient } = await evaluate(smoothed, logits, { labels: int64([2, 1, -100]) });
    expect(loss).toBeCloseTo(1.0821669, 6);
    expect(gradient).toEqual(
      closeTo([0.0709785, 0.0028896, -0.0738682, 0.3513956, -0.3845409, 0.0331452, 0, 0, 0]),
    );
  });

  test("is NaN where no label counts, as in PyTorch", async () => {
    expect((await evaluate(build, [[1, 2]], { labels: int64([-100]) })).loss).toBeNaN();
  });

  test("refuses a label that is no class", async () => {
    await expect(evaluate(build, [[1, 2]], { labels: int64([2]) })).rejects.toThrow("Out of range");
  });
});

test("positionCrossEntropy leaves out positions past the end, and takes those before the start for 0", async () => {
  const build: Build = (g, logits) => positionCrossEntropy(g, logits, numbers(g), g.ints([0, 1]));
  const logits = [
    [0, 0],
    [Math.log(3), 0],
    [5, -5],
  ];
  const { loss, gradient } = await evaluate(build, logits, { labels: int64([1, -7, 2]) });
  expect(loss).toBeCloseTo((Math.log(2) + Math.log(4 / 3)) / 2, 6);
  expect(gradient).toEqual(closeTo([0.25, -0.25, -0.125, 0.125, 0, 0]));
});

test("binaryCrossEntropy has the gradient σ(x) − y, also at 0 and where e^x is infinite", async () => {
  const build: Build = (g, logits) =>
    binaryCrossEntropy(g, logits, g.input("labels", "float32", ["rows", 4]));
  const labels = float32([1, 0, 1, 0.25], [1, 4]);
  const { loss, gradient } = await evaluate(build, [[0, 200, -Math.log(3), 0]], { labels });
  expect(loss).toBeCloseTo((Math.log(2) + 200 + Math.log(4) + Math.log(2)) / 4, 4);
  expect(gradient).toEqual(closeTo([-0.125, 0.25, -0.1875, 0.0625]));
});

describe("classificationLoss takes the labels its problem has", () => {
  const build =
    (settings: LabelSettings): Build =>
    (g, logits) =>
      classificationLoss(g, logits, settings);

  test("one number per sequence", async () => {
    const settings = { numLabels: 1, problemType: "regression" } as const;
    const { loss, gradient } = await evaluate(build(settings), [[1], [2]], { labels: float32([0, 5], [2]) });
    expect(loss).toBe(5);
    expect(gradient).toEqual([1, -3]);
  });

  test("several numbers per sequence", async () => {
    const settings = { numLabels: 2, problemType: "regression" } as const;
    const labels = float32([0, 2, 3, 4], [2, 2]);
    const logits = [
      [1, 2],
      [3, 7],
    ];
    expect((await evaluate(build(settings), logits, { labels })).loss).toBe(2.5);
  });

  test("one class of a single one", async () => {
    const settings = { numLabels: 1, problemType: "single_label_classification" } as const;
    expect((await evaluate(build(settings), [[3]], { labels: int64([0]) })).loss).toBeCloseTo(0, 6);
  });
});
