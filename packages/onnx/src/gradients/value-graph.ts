import type { GraphProto, ModelProto, NodeProto, TensorProto } from "onnx-buf";
import type { AttributeValue } from "../attribute.ts";
import { UnknownShapeError } from "../errors.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { prune } from "../prune.ts";
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

  /** @param prefix of the names of what is appended */
  constructor(model: ModelProto, known: ReadonlyMap<string, ValueType>, prefix = "gradient") {
    this.#root = GraphBuilder.extending(model);
    this.#builder = this.#root.module(prefix);
    this.#known = known;
  }

  /**
   * A value of the model.
   *
   * @throws UnknownShapeError
   */
  value(name: string): Value {
    const known = this.#known.get(name);
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
    const made = new Value(this, this.#builder.add(opType, names, attributes), type);
    this.#made.set(key, made);
    this.#nodes.set(made.name, { opType, inputs, attributes });
    return made;
  }

  /** A node with several outputs, of the given types. */
  many(opType: string, inputs: readonly Value[], types: readonly ValueType[]): Value[] {
    const names = this.#builder.addMany(
      opType,
      inputs.map(({ name }) => name),
      types.length,
    );
    return names.map((name, i) => new Value(this, name, types[i] as ValueType));
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
    return new Value(this, this.#root.scalar(value, type), { type, shape: [] });
  }

  ints(values: number | readonly number[]): Value {
    const shape = typeof values === "number" ? [] : [values.length];
    return new Value(this, this.#root.ints(values), { type: "int64", shape });
  }

  constant(tensor: TensorProto, type: ValueType): Value {
    return new Value(this, this.#builder.constant(tensor), type);
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

  /** The model's graph with what was appended. */
  get built(): GraphProto | undefined {
    return this.#root.build().model.graph;
  }

  /** The model with what was appended, without the nodes that no output needs after all. */
  extend(model: ModelProto): ModelProto {
    const graph = this.built;
    if (!graph) return model;
    const needed = prune(
      { ...model, graph },
      graph.output.map(({ name }) => name),
    );
    // An input stays an input, whether the outputs read it or not.
    return { ...needed, graph: { ...(needed.graph ?? graph), input: graph.input } };
  }
}
