import type { GraphProto, NodeProto, TensorProto } from "@llm-course/onnx";

/** Finds the nodes around a value. */
export class GraphIndex {
  readonly #makers = new Map<string, NodeProto>();
  readonly #readers = new Map<string, NodeProto[]>();
  readonly #constants: ReadonlyMap<string, TensorProto>;

  constructor({ node, initializer }: GraphProto) {
    for (const one of node) {
      for (const name of one.output) this.#makers.set(name, one);
      for (const name of one.input) this.#readers.set(name, [...(this.#readers.get(name) ?? []), one]);
    }
    this.#constants = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  }

  maker(value: string): NodeProto | undefined {
    return this.#makers.get(value);
  }

  /** The only node that reads a value, if it is of this kind. */
  reader(value: string, opType: string): NodeProto | undefined {
    const [node, ...others] = this.#readers.get(value) ?? [];
    return others.length === 0 && node?.opType === opType ? node : undefined;
  }

  /** The value after the only reader, if it is of this kind, or else the value itself. */
  past(value: string, opType: string): string {
    return this.reader(value, opType)?.output[0] ?? value;
  }

  /** The number that a float32 constant without dimensions is. */
  scalar(value: string): number | undefined {
    const tensor = this.#constants.get(value);
    if (!tensor || tensor.dims.length > 0 || tensor.dataType !== 1 || tensor.rawData.length !== 4)
      return undefined;
    return new DataView(tensor.rawData.buffer, tensor.rawData.byteOffset).getFloat32(0, true);
  }
}
