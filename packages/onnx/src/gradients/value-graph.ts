import { create } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema, type NodeProto } from "onnx-buf";
import type { AttributeValue } from "../attribute.ts";
import type { DataType } from "../data-type.ts";
import { UnknownShapeError } from "../errors.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { prune } from "../prune.ts";
import { valueInfo } from "../value-info.ts";
import type { ValueType } from "./infer-values.ts";
import { Value } from "./value.ts";

/** A node made for gradients. */
interface MadeNode {
  readonly opType: string;
  readonly inputs: readonly Value[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** Appends nodes to a copy of a model's graph and knows the type and shape of their results. */
export class ValueGraph {
  readonly #root: GraphBuilder;
  readonly #builder: GraphBuilder;
  readonly #known: ReadonlyMap<string, ValueType>;
  readonly #made = new Map<string, Value>();
  readonly #nodes = new Map<string, MadeNode>();
  /** Of what was made here. */
  readonly #types = new Map<string, ValueType>();
  #prefixes = 0;

  constructor(model: ModelProto, known: ReadonlyMap<string, ValueType>) {
    this.#root = GraphBuilder.extending(model);
    this.#builder = this.#root.module("gradient");
    this.#known = known;
  }

  /** A graph of its own, such as the body of a Scan. */
  static withInputs(inputs: ReadonlyMap<string, ValueType>): ValueGraph {
    const input = [...inputs].map(([name, { type, shape }]) => valueInfo(name, type as DataType, shape));
    return new ValueGraph(create(ModelProtoSchema, { graph: { name: "body", input } }), inputs);
  }

  /**
   * A value of the model, or one made here.
   *
   * @throws UnknownShapeError
   */
  value(name: string): Value {
    const known = this.#known.get(name) ?? this.#types.get(name);
    if (!known) throw new UnknownShapeError(name);
    return new Value(this, name, known);
  }

  /** A node with one output. The same node is made once, so rules need not share what they compute. */
  node(
    opType: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, AttributeValue>>,
    type: ValueType,
  ): Value {
    const names = inputs.map(({ name }) => name);
    const key = JSON.stringify([opType, names, attributes]);
    const known = this.#made.get(key);
    if (known) return known;
    const made = this.#remembered(this.#builder.add(opType, names, attributes), type);
    this.#made.set(key, made);
    this.#nodes.set(made.name, { opType, inputs, attributes });
    return made;
  }

  /** A node with an output of each of the types, made anew at every call. */
  nodes(
    opType: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, AttributeValue>>,
    types: readonly ValueType[],
  ): Value[] {
    const names = inputs.map(({ name }) => name);
    const outputs = this.#builder.addMany(opType, names, types.length, attributes);
    return types.map((type, i) => this.#remembered(outputs[i] ?? "", type));
  }

  /** A prefix for names that nothing here has. */
  unique(name: string): string {
    this.#prefixes++;
    return `gradient.${name}_${this.#prefixes}`;
  }

  /** All nodes so far, each after those it reads from. */
  get order(): readonly NodeProto[] {
    return this.#root.build().model.graph?.node ?? [];
  }

  /** The node that made a value here; none for a value of the model. */
  maker(value: Value): MadeNode | undefined {
    return this.#nodes.get(value.name);
  }

  /** A new scalar input, of the type of the given value. */
  input(name: string, like: string): Value {
    const type = this.value(like).type === "float64" ? "float64" : "float32";
    return new Value(this, this.#root.input(name, type, []), { type, shape: [] });
  }

  /** One more output of a node of the model, of the given type and shape. */
  addOutput(node: NodeProto, place: number, type: ValueType): Value {
    return new Value(this, this.#root.addOutput(node, place), type);
  }

  scalar(value: number, type: string): Value {
    if (type !== "float32" && type !== "float64") return this.ints(value).cast(type);
    return this.#remembered(this.#root.scalar(value, type), { type, shape: [] });
  }

  ints(values: number | readonly number[]): Value {
    const shape = typeof values === "number" ? [] : [values.length];
    return this.#remembered(this.#root.ints(values), { type: "int64", shape });
  }

  /** Sizes one after the other, as int64 vectors are. */
  vector(parts: readonly Value[]): Value {
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const length = parts.reduce((sum, { shape }) => sum + Number(shape[0]), 0);
    return this.node("Concat", parts, { axis: 0 }, { type: "int64", shape: [length] });
  }

  output(name: string, { name: value, type, shape }: Value): void {
    this.#root.output(name, value, type === "float64" || type === "int64" ? type : "float32", shape);
  }

  /** The model with what was appended, without the nodes that no output needs after all. */
  extend(model: ModelProto): ModelProto {
    const { graph } = this.#root.build().model;
    if (!graph) return model;
    const needed = prune(
      { ...model, graph },
      graph.output.map(({ name }) => name),
    );
    // An input stays an input, whether the outputs read it or not.
    return { ...needed, graph: { ...(needed.graph ?? graph), input: graph.input } };
  }

  #remembered(name: string, type: ValueType): Value {
    this.#types.set(name, type);
    return new Value(this, name, type);
  }
}
