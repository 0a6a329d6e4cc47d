import type { NodeProto } from "onnx-buf";
import { GraphError, MissingGradientRuleError } from "../errors.ts";
import type { ValueType } from "./infer-values.ts";
import { label } from "./topological-order.ts";
import type { Value } from "./value.ts";
import type { ValueGraph } from "./value-graph.ts";

/** What a gradient rule sees of a node: its values, attributes and the gradients of its outputs. */
export class NodeView {
  readonly graph: ValueGraph;
  readonly opset: number;
  /** The gradient of each output, undefined where an output does not lead to the loss. */
  readonly gradients: readonly (Value | undefined)[];
  readonly #node: NodeProto;
  readonly #constants: ReadonlyMap<string, readonly number[]>;

  constructor(
    node: NodeProto,
    gradients: readonly (Value | undefined)[],
    context: { graph: ValueGraph; opset: number; constants: ReadonlyMap<string, readonly number[]> },
  ) {
    this.#node = node;
    this.gradients = gradients;
    this.graph = context.graph;
    this.opset = context.opset;
    this.#constants = context.constants;
  }

  /** The first input. */
  get x(): Value {
    return this.input(0);
  }

  /** The second input. */
  get y(): Value {
    return this.input(1);
  }

  /** The first output. */
  get z(): Value {
    return this.output(0);
  }

  get inputs(): Value[] {
    return this.#node.input.map((_, i) => this.input(i));
  }

  input(i: number): Value {
    return this.graph.value(this.#node.input[i] ?? "");
  }

  output(i: number): Value {
    return this.graph.value(this.#node.output[i] ?? "");
  }

  /** An optional output, made to be there where the model does not ask for it. */
  optionalOutput(i: number, type: ValueType): Value {
    return this.graph.addOutput(this.#node, i, type);
  }

  /** Whether an optional input is given. */
  has(i: number): boolean {
    return Boolean(this.#node.input[i]);
  }

  /** Whether an optional output is given. */
  gives(i: number): boolean {
    return Boolean(this.#node.output[i]);
  }

  /** An int attribute. */
  int(name: string, fallback: number): number {
    return Number(this.#attribute(name)?.i ?? fallback);
  }

  /** A float attribute. */
  float(name: string, fallback: number): number {
    return this.#attribute(name)?.f ?? fallback;
  }

  string(name: string, fallback: string): string {
    const bytes = this.#attribute(name)?.s;
    return bytes ? new TextDecoder().decode(bytes) : fallback;
  }

  /** An attribute of several ints; undefined where the node does not have it. */
  list(name: string): readonly number[] | undefined {
    return this.#attribute(name)?.ints.map(Number);
  }

  /** An attribute of several floats; empty where the node does not have it. */
  floats(name: string): readonly number[] {
    return this.#attribute(name)?.floats ?? [];
  }

  /** An attribute of several strings; undefined where the node does not have it. */
  strings(name: string): readonly string[] | undefined {
    return this.#attribute(name)?.strings.map((bytes) => new TextDecoder().decode(bytes));
  }

  /** An int attribute that counts the axes of `of`, from the end where it is negative. */
  axis(fallback: number, of = this.x): number {
    return fromStart(this.int("axis", fallback), of.rank);
  }

  /**
   * Ints that newer operator sets take as an input and older ones as an attribute.
   *
   * @throws GraphError where the input is only known at run time
   */
  ints(name: string, input: number): readonly number[] | undefined {
    const attribute = this.list(name);
    if (attribute) return attribute;
    const value = this.#node.input[input];
    if (!value) return undefined;
    const ints = this.#constants.get(value);
    if (!ints) throw new GraphError(`${name} of ${label(this.#node)} must be a constant: ${value}`);
    return ints;
  }

  /** The axes a node works on, counted from the start; all of `of` where the node names none. */
  axes(input: number, of = this.x): number[] {
    const axes = this.ints("axes", input)?.map((axis) => fromStart(axis, of.rank));
    return axes ?? [...of.shape.keys()];
  }

  /** @throws MissingGradientRuleError for a part of an operator that its rule leaves out */
  unsupported(what: string): never {
    throw new MissingGradientRuleError(this.#node.opType, label(this.#node), this.opset, what);
  }

  #attribute(name: string) {
    return this.#node.attribute.find((attribute) => attribute.name === name);
  }
}

function fromStart(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
