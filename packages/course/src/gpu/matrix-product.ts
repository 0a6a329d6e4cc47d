import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Device, deviceSessionOptions, GraphBuilder, writeOnnx } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";

/** Two square float32 matrices on a device, ready to be multiplied as often as wanted. */
export class MatrixProduct {
  readonly #session: InferenceSession;
  readonly #inputs: Record<string, Tensor>;

  private constructor(session: InferenceSession, inputs: Record<string, Tensor>) {
    this.#session = session;
    this.#inputs = inputs;
  }

  /** Matrices of `size` × `size` numbers between -1 and 1, the same at every call. */
  static async create(device: Device, size: number): Promise<MatrixProduct> {
    const inputs = { a: wave(size, 1), b: wave(size, 2) };
    return new MatrixProduct(await createSession(device, size), inputs);
  }

  /** The product, row by row. */
  async run(): Promise<Float32Array> {
    const { c } = await this.#session.run(this.#inputs);
    return c?.data as Float32Array;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }
}

async function createSession(device: Device, size: number): Promise<InferenceSession> {
  const shape = [size, size];
  const graph = new GraphBuilder("product");
  const product = graph.add("MatMul", [
    graph.input("a", "float32", shape),
    graph.input("b", "float32", shape),
  ]);
  graph.output("c", product, "float32", shape);
  const folder = await mkdtemp(join(tmpdir(), "matrix-product-"));
  try {
    const file = join(folder, "product.onnx");
    await writeOnnx(file, graph.build().model);
    // Severity 3 keeps the runtime's warnings off the terminal; errors come back as exceptions anyway.
    return await InferenceSession.create(file, { ...deviceSessionOptions(device), logSeverityLevel: 3 });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Numbers without a pattern that a transposed or shifted product would share. */
function wave(size: number, seed: number): Tensor {
  const values = Float32Array.from({ length: size * size }, (_, index) =>
    Math.sin(index * seed + index ** 1.5),
  );
  return new Tensor("float32", values, [size, size]);
}
