import type { NodeProto, TensorProto } from "onnx-buf";
import { type AttributeValue, attributeValue } from "../attribute.ts";
import { GraphError, MissingGradientRuleError, UnsupportedOperatorError } from "../errors.ts";
import { operatorName } from "../operator-name.ts";
import type { ValueType } from "./infer-values.ts";
import { label } from "./topological-order.ts";
import type { Value } from "./value.ts";
import type { ValueGraph } from "./value-graph.ts";

/** What a view of a node reads besides the node. */
export interface NodeContext {
  readonly graph: ValueGraph;
  readonly opset: number;
  readonly constants: ReadonlyMap<string, readonly number[]>;
  /** The graph's initializers by name. */
  readonly tensors: ReadonlyMap<string, TensorProto>;
}

/** What a gradient rule sees of a node: its values, attributes and the gradients of its outputs. */
export class NodeView {
  readonly graph: ValueGraph;
  readonly opset: number;
  /** The gradient of each output, undefined where an output does not lead to the loss. */
  readonly gradients: readonly (Value | undefined)[];
  readonly #node: NodeProto;
  readonly #constants: ReadonlyMap<string, readonly number[]>;
  readonly #tensors: ReadonlyMap<string, TensorProto>;
  readonly #replaced: readonly Value[];

  /** @param replaced values in place of the first inputs */
  constructor(
    node: NodeProto,
    gradients: readonly (Value | undefined)[],
    context: NodeContext,
    replaced: readonly Value[] = [],
  ) {
    this.#node = node;
    this.gradients = gradients;
    this.graph = context.graph;
    this.opset = context.opset;
    this.#constants = context.constants;
    this.#tensors = context.tensors;
    this.#replaced = replaced;
  }

  /** The same node with other values as its first inputs. */
  withInputs(inputs: readonly Value[]): NodeView {
    const { graph, opset, gradients } = this;
    const context = { graph, opset, constants: this.#constants, tensors: this.#tensors };
    return new NodeView(this.#node, gradients, context, inputs);
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
    return this.#replaced[i] ?? this.graph.value(this.#node.input[i] ?? "");
  }

  output(i: number): Value {
    return this.graph.value(this.#node.output[i] ?? "");
  }

  /** An optional output, made to be there where the model does not ask for it. */
  optionalOutput(i: number, type: ValueType): Value {
    return this.graph.addOutput(this.#node, i, type);
  }

  /** An input that may be left out. */
  optional(i: number): Value | undefined {
    return this.has(i) ? this.input(i) : undefined;
  }

  /** Whether an optional input is given. */
  has(i: number): boolean {
    return Boolean(this.#node.input[i]);
  }

  /** Whether an optional output is given. */
  gives(i: number): boolean {
    return Boolean(this.#node.output[i]);
  }

  /**
   * The initializer that an input is.
   *
   * @throws UnsupportedOperatorError where it is only known at run time
   */
  tensor(i: number): TensorProto {
    const name = this.#node.input[i] ?? "";
    const tensor = this.#tensors.get(name);
    if (tensor) return tensor;
    const what = `input ${i} that is no constant`;
    const wayOut = `make ${name} an initializer of the graph`;
    throw new UnsupportedOperatorError(operatorName(this.#node), label(this.#node), what, wayOut);
  }

  /** An int attribute. */
  int(name: string, fallback: number): number {
    return Number(this.#attribute(name)?.i ?? fallback);
  }

  /** A float attribute. */
  float(name: string, fallback: number): number {
    return this.#attribute(name)?.f ?? fallback;
  }

  floats(name: string): readonly number[] {
    return this.#attribute(name)?.floats ?? [];
  }

  string(name: string, fallback: string): string {
    const bytes = this.#attribute(name)?.s;
    return bytes ? new TextDecoder().decode(bytes) : fallback;
  }

  /** An attribute of several ints; undefined where the node does not have it. */
  list(name: string): readonly number[] | undefined {
    return this.#attribute(name)?.ints.map(Number);
  }

  /** All attributes, for another node that does the same. */
  attributes(): Record<string, AttributeValue> {
    return Object.fromEntries(this.#node.attribute.map((each) => [each.name, attributeValue(each)]));
  }

  /** The value of an input of small ints, undefined where it is known at run time only. */
  constant(input: number): readonly number[] | undefined {
    return this.#constants.get(this.#node.input[input] ?? "");
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

  /** @throws MissingGradientRuleError for a part of an operator that its rule leaves out, UnsupportedOperatorError for one with a way out */
  unsupported(what: string, wayOut?: string): never {
    const name = operatorName(this.#node);
    if (wayOut !== undefined) throw new UnsupportedOperatorError(name, label(this.#node), what, wayOut);
    throw new MissingGradientRuleError(name, label(this.#node), this.opset, what);
  }

  #attribute(name: string) {
    return this.#node.attribute.find((attribute) => attribute.name === name);
  }
}

function fromStart(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
