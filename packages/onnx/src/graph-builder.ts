import { create } from "@bufbuild/protobuf";
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProtoSchema,
} from "onnx-buf";
import { type AttributeValue, attribute } from "./attribute.ts";
import { type DataType, dataTypes } from "./data-type.ts";
import { DropoutError, GraphError } from "./errors.ts";
import { type Dimension, valueInfo } from "./value-info.ts";

/** A model whose weights are graph inputs, as training wants them. `bindWeights` makes them constants. */
export interface TrainableModel {
  readonly model: ModelProto;
  /** Shape of each float32 parameter by name, in the order of their declaration. */
  readonly parameters: ReadonlyMap<string, readonly number[]>;
  /** Of each input that is the mask of a dropout, the probability that it drops an element. Default: none. */
  readonly dropout?: ReadonlyMap<string, number>;
  /**
   * The parameters that no optimizer trains, as PyTorch's buffers: of each the output that replaces its values after a
   * training step, as of running statistics, or nothing. Default: none.
   */
  readonly buffers?: ReadonlyMap<string, string | undefined>;
}

/**
 * Builds an ONNX graph node by node. A value is known by its name, which every method that makes one
 * returns. `module("encoder")` prefixes the names below it as PyTorch does for submodules, so parameters
 * get the names they have in a checkpoint.
 */
export class GraphBuilder {
  readonly #graph: GraphProto;
  readonly #parameters: Map<string, readonly number[]>;
  readonly #dropout: Map<string, number>;
  readonly #buffers: Map<string, string | undefined>;
  readonly #values: Set<string>;
  readonly #constants: Map<string, string>;
  /** How many names each name was extended to, so that the next one is not searched for from 1. */
  readonly #extended: Map<string, number>;
  readonly #prefix: string;

  /** @param parent used by `module`, which shares the graph */
  constructor(name: string, parent?: GraphBuilder) {
    this.#graph = parent ? parent.#graph : create(GraphProtoSchema, { name });
    this.#parameters = parent ? parent.#parameters : new Map();
    this.#dropout = parent ? parent.#dropout : new Map();
    this.#buffers = parent ? parent.#buffers : new Map();
    this.#values = parent ? parent.#values : new Set();
    this.#constants = parent ? parent.#constants : new Map();
    this.#extended = parent ? parent.#extended : new Map();
    this.#prefix = parent ? `${parent.#prefix}${name}.` : "";
  }

  /** A builder that appends to a copy of the model's graph. */
  static extending({ graph }: ModelProto): GraphBuilder {
    const builder = new GraphBuilder(graph?.name ?? "");
    if (!graph) return builder;
    const { input, initializer, node, output, valueInfo } = graph;
    Object.assign(builder.#graph, graph, {
      initializer: [...initializer],
      input: [...input],
      node: [...node],
      output: [...output],
      valueInfo: [...valueInfo],
    });
    for (const { name } of [...input, ...initializer]) builder.#values.add(name);
    for (const { output } of node) for (const name of output) builder.#values.add(name);
    return builder;
  }

  /** A builder of the same graph that puts `name.` before the names it makes. */
  module(name: string | number): GraphBuilder {
    return new GraphBuilder(String(name), this);
  }

  /** Declares an input, given anew at every run. */
  input(name: string, dataType: DataType, shape: readonly Dimension[]): string {
    this.#define(name);
    this.#graph.input.push(valueInfo(name, dataType, shape));
    return name;
  }

  /** Declares a float32 weight of this module. */
  parameter(name: string, shape: readonly number[]): string {
    const path = this.#prefix + name;
    this.input(path, "float32", shape);
    this.#parameters.set(path, shape);
    return path;
  }

  /** Declares a float32 weight of this module that no optimizer trains, as PyTorch's `register_buffer`. */
  buffer(name: string, shape: readonly number[]): string {
    const path = this.parameter(name, shape);
    this.#buffers.set(path, undefined);
    return path;
  }

  /**
   * Makes a value an output whose values are those of a buffer after each training step.
   *
   * @param buffer what `buffer` gave
   * @throws GraphError for a parameter that is no buffer
   */
  updateBuffer(buffer: string, value: string): void {
    const shape = this.#buffers.has(buffer) ? this.#parameters.get(buffer) : undefined;
    if (!shape) throw new GraphError(`unknown buffer, declare it first: ${buffer}`);
    const name = `${buffer}.next`;
    this.output(name, value, "float32", shape);
    this.#buffers.set(buffer, name);
  }

  /** A float constant without dimensions. */
  scalar(value: number, dataType: "float32" | "float64" = "float32"): string {
    if (dataType === "float64")
      return this.#constant(`scalar(${value}, float64)`, dataType, [], new Float64Array([value]));
    return this.#constant(`scalar(${value})`, dataType, [], new Float32Array([value]));
  }

  /** A float32 constant vector. */
  floats(values: readonly number[]): string {
    return this.#constant(
      `floats(${JSON.stringify(values)})`,
      "float32",
      [values.length],
      Float32Array.from(values),
    );
  }

  /** An int64 constant: a vector for an array, without dimensions for a number. */
  ints(values: number | readonly number[]): string {
    const list = [values].flat();
    const dims = typeof values === "number" ? [] : [list.length];
    return this.#constant(`ints(${JSON.stringify(values)})`, "int64", dims, BigInt64Array.from(list, BigInt));
  }

  /**
   * Appends a node of the default operator set with one output, and returns that output's name.
   *
   * @param inputs values made before; "" leaves an optional input out
   * @throws GraphError for an input that no earlier call made
   */
  add(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    const name = this.#unique(this.#prefix + opType);
    this.#append(name, opType, inputs, attributes);
    return name;
  }

  /** As `add`, for a node with several outputs, such as Split. Returns their names. */
  addMany(
    opType: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string[] {
    const name = this.#unique(this.#prefix + opType);
    const others = Array.from({ length: outputs - 1 }, (_, i) => this.#unique(`${name}.${i + 1}`));
    this.#append(name, opType, inputs, attributes, others);
    return [name, ...others];
  }

  /**
   * Names one more output of a node that is there already, such as the mean of a LayerNormalization.
   *
   * @param place of the output in the operator's list; those before it must have names
   */
  addOutput(node: NodeProto, place: number): string {
    // The first output may be left out, as that of an LSTM of which only the last states are read.
    const first = node.output.find((output) => output !== "") ?? "";
    const known = this.#graph.node.find(({ output }) => output.includes(first));
    if (!known || known.output.length < place)
      throw new GraphError(`no node to give an output ${place}: ${first}`);
    const given = known.output[place];
    if (given) return given;
    const name = this.#unique(`${first}.${place}`);
    this.#define(name);
    const copy = {
      ...known,
      output: [...known.output.slice(0, place), name, ...known.output.slice(place + 1)],
    };
    this.#graph.node[this.#graph.node.indexOf(known)] = copy;
    return name;
  }

  /**
   * Dropout, https://jmlr.org/papers/v15/srivastava14a.html: elements are 0 with the probability p, and the others are
   * divided by 1 − p, so that the mean stays. The graph has no random numbers in it: it multiplies by a mask, an input
   * named after this module, which `compile` fills anew at every step. `withoutDropout` takes all of it out again.
   *
   * @param shape of x; names are dimensions of inputs, or products of them: "batch_size*num_choices"
   * @returns x itself where the probability is 0
   * @throws DropoutError for a probability that is not from 0 to below 1
   */
  dropout(x: string, probability: number, shape: readonly Dimension[]): string {
    const path = `${this.#prefix}dropout`;
    if (!(probability >= 0 && probability < 1))
      throw new DropoutError(`probability of ${path} must be from 0 to below 1: ${probability}`);
    if (probability === 0) return x;
    const mask = this.input(this.#unique(path), "float32", shape);
    this.#dropout.set(mask, probability);
    // A name that is not the next of the module's Mul, whose nodes are then named alike with dropout and without.
    const name = this.#unique(`${mask}.output`);
    this.#append(name, "Mul", [x, mask], {});
    return name;
  }

  /** States what shape inference cannot find out, such as that a value made from a shape has its length. */
  annotate(value: string, dataType: DataType, shape: readonly Dimension[]): string {
    this.#graph.valueInfo.push(valueInfo(value, dataType, shape));
    return value;
  }

  /** Makes a value an output of the graph, under a name of its own. */
  output(name: string, value: string, dataType: DataType, shape: readonly Dimension[]): void {
    this.#append(name, "Identity", [value], {});
    this.#graph.output.push(valueInfo(name, dataType, shape));
  }

  /**
   * As `add`, for a node whose result is an output and is read by other nodes, too. With `output` onnxruntime would copy
   * the result at every run: it removes the node that gives the name only where nobody else reads the value.
   */
  addAsOutput(
    name: string,
    { dataType, shape }: { dataType: DataType; shape: readonly Dimension[] },
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    this.#append(name, opType, inputs, attributes);
    this.#graph.output.push(valueInfo(name, dataType, shape));
    return name;
  }

  /** The model built so far, in the oldest operator set with LayerNormalization (17; ONNX 1.12). */
  build(): TrainableModel {
    const model = create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [{ domain: "", version: 17n }],
      producerName: "llm-course",
      graph: this.#graph,
    });
    return { model, parameters: this.#parameters, dropout: this.#dropout, buffers: this.#buffers };
  }

  #append(
    name: string,
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    otherOutputs: readonly string[] = [],
  ): void {
    for (const input of inputs)
      if (input !== "" && !this.#values.has(input))
        throw new GraphError(`unknown input of ${name}, expected a value made before: ${input}`);
    for (const output of [name, ...otherOutputs]) this.#define(output);
    this.#graph.node.push(
      create(NodeProtoSchema, {
        name,
        opType,
        input: [...inputs],
        output: [name, ...otherOutputs],
        attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      }),
    );
  }

  /** Equal constants are one initializer, whichever module asks. */
  #constant(key: string, dataType: DataType, dims: number[], values: ArrayBufferView<ArrayBuffer>): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#unique(key);
    this.#define(name);
    this.#constants.set(key, name);
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#graph.initializer.push(
      create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: dataTypes[dataType], rawData }),
    );
    return name;
  }

  #unique(name: string): string {
    if (!this.#values.has(name)) return name;
    let count = (this.#extended.get(name) ?? 0) + 1;
    while (this.#values.has(`${name}_${count}`)) count++;
    this.#extended.set(name, count);
    return `${name}_${count}`;
  }

  #define(name: string): void {
    if (this.#values.has(name)) throw new GraphError(`name used twice: ${name}`);
    this.#values.add(name);
  }
}
