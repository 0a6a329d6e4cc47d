import type { AttributeValue } from "../attribute.ts";
import { dataTypes } from "../data-type.ts";
import { GraphError } from "../errors.ts";
import { elementCount } from "../stored-tensor.ts";
import type { Dimension } from "../value-info.ts";
import { broadcastShapes } from "./broadcast-shapes.ts";
import type { ValueType } from "./infer-values.ts";
import type { ValueGraph } from "./value-graph.ts";

type Operand = Value | number;

type ElementwiseOperator =
  | "Abs"
  | "Cos"
  | "Erf"
  | "Exp"
  | "Log"
  | "Neg"
  | "Reciprocal"
  | "Relu"
  | "Sigmoid"
  | "Sign"
  | "Sin"
  | "Softplus"
  | "Softsign"
  | "Sqrt"
  | "Tanh";

/** A value of a graph, with the operators that gradient rules are written in. Each adds a node. */
export class Value {
  readonly graph: ValueGraph;
  readonly name: string;
  readonly type: string;
  readonly shape: readonly Dimension[];

  constructor(graph: ValueGraph, name: string, { type, shape }: ValueType) {
    this.graph = graph;
    this.name = name;
    this.type = type;
    this.shape = shape;
  }

  get rank(): number {
    return this.shape.length;
  }

  add(other: Operand): Value {
    return this.#binary("Add", other);
  }

  sub(other: Operand): Value {
    return this.#binary("Sub", other);
  }

  mul(other: Operand): Value {
    return this.#binary("Mul", other);
  }

  div(other: Operand): Value {
    return this.#binary("Div", other);
  }

  pow(other: Operand): Value {
    return this.#binary("Pow", other);
  }

  equal(other: Operand): Value {
    return this.#binary("Equal", other, "bool");
  }

  less(other: Operand): Value {
    return this.#binary("Less", other, "bool");
  }

  greater(other: Operand): Value {
    return this.#binary("Greater", other, "bool");
  }

  /** A function of each element. */
  map(opType: ElementwiseOperator): Value {
    return this.#node(opType, [], this.shape);
  }

  neg(): Value {
    return this.map("Neg");
  }

  /** This condition's choice, element by element. */
  where(yes: Operand, no: Operand): Value {
    const type = yes instanceof Value ? yes.type : no instanceof Value ? no.type : "float32";
    const [a, b] = [this.#operand(yes, type), this.#operand(no, type)];
    const shape = broadcastShapes(this.shape, broadcastShapes(a.shape, b.shape));
    return this.graph.node("Where", [this, a, b], {}, { type, shape });
  }

  cast(type: string): Value {
    if (type === this.type) return this;
    const to = Object.entries(dataTypes).find(([name]) => name === type)?.[1];
    if (to === undefined) throw new GraphError(`unsupported type of ${this.name}: ${type}`);
    return this.graph.node("Cast", [this], { to }, { type, shape: this.shape });
  }

  matmul(other: Value): Value {
    const batch = broadcastShapes(this.shape.slice(0, -2), other.shape.slice(0, -2));
    return this.#node("MatMul", [other], [...batch, ...this.shape.slice(-2, -1), ...other.shape.slice(-1)]);
  }

  /** Xᵀ Y of matrices in one node. */
  transposedMatmul(other: Value): Value {
    return this.#gemm(other, 1, 0);
  }

  /** X Yᵀ of matrices in one node. */
  matmulTransposed(other: Value): Value {
    return this.#gemm(other, 0, 1);
  }

  transpose(perm: readonly number[]): Value {
    if (perm.every((from, to) => from === to)) return this;
    const maker = this.graph.maker(this);
    const [x, y] = maker?.inputs ?? [];
    // (X Y)ᵀ = Yᵀ Xᵀ, which spares the pass over the product.
    if (maker?.opType === "Gemm" && x && y)
      return y.#gemm(x, 1 - Number(maker.attributes.transB), 1 - Number(maker.attributes.transA));
    return this.#node(
      "Transpose",
      [],
      perm.map((axis) => this.shape[axis] as Dimension),
      { perm },
    );
  }

  /** The matrices transposed. */
  get T(): Value {
    const axes = [...this.shape.keys()];
    return this.transpose([...axes.slice(0, -2), this.rank - 1, this.rank - 2]);
  }

  /** The sum along the axes, which stay with size 1. */
  sum(axes: readonly number[]): Value {
    if (axes.length === 0) return this;
    return this.#node("ReduceSum", [this.graph.ints(axes)], this.#reduced(axes), { keepdims: 1 });
  }

  mean(axes: readonly number[]): Value {
    return this.sum(axes).div(this.count(axes));
  }

  /** How many elements lie along the axes: a number, or a value of this type where a size is known at run time. */
  count(axes: readonly number[]): Operand {
    const sizes = axes.map((axis) => this.shape[axis]);
    const known = sizes.reduce<number>((product, size) => product * (typeof size === "number" ? size : 1), 1);
    return axes
      .filter((axis) => typeof this.shape[axis] === "string")
      .map((axis) => this.size(axis).cast(this.type))
      .reduce<Operand>((product, size) => size.mul(product), known);
  }

  squeeze(axes: readonly number[]): Value {
    if (axes.length === 0) return this;
    return this.#node(
      "Squeeze",
      [this.graph.ints(axes)],
      this.shape.filter((_, axis) => !axes.includes(axis)),
    );
  }

  /** @param axes places of the new dimensions in the result */
  unsqueeze(axes: readonly number[]): Value {
    if (axes.length === 0) return this;
    const old = this.shape.values();
    const shape = Array.from({ length: this.rank + axes.length }, (_, axis) =>
      axes.includes(axis) ? 1 : (old.next().value as Dimension),
    );
    return this.#node("Unsqueeze", [this.graph.ints(axes)], shape);
  }

  /**
   * The same elements in these sizes.
   *
   * @param sizes as Reshape takes them: 0 keeps the size in that place, one -1 stands for what remains
   */
  reshape(sizes: readonly number[]): Value {
    const shape = sizes.map((size, axis) => {
      if (size === 0) return this.shape[axis] as Dimension;
      return size === -1 ? this.#rest(sizes) : size;
    });
    return this.#node("Reshape", [this.graph.ints(sizes)], shape);
  }

  /** The same elements in the shape of `like`, found at run time only where two sizes or more are unknown. */
  reshapeLike(like: Value): Value {
    if (sameShape(this.shape, like.shape)) return this;
    return this.#node("Reshape", [this.#target(like)], like.shape);
  }

  /** All dimensions but the last `kept` as one. */
  flatten(kept: number): Value {
    if (this.rank === kept + 1) return this;
    const first = this.rank - kept;
    const last = this.shape.slice(first);
    const sizes = this.graph.vector([this.graph.ints([-1]), ...last.map((_, i) => this.size(first + i))]);
    return this.#node("Reshape", [sizes], [`flat(${this.shape.slice(0, first)})`, ...last]);
  }

  /** Repeats dimensions of size 1 as often as `like` has them. */
  expandLike(like: Value): Value {
    if (sameShape(this.shape, like.shape)) return this;
    return this.#node("Expand", [like.sizes()], like.shape);
  }

  /** Sums over what broadcasting repeated to get from the shape of `target` to this one. */
  sumTo(target: Value): Value {
    if (sameShape(this.shape, target.shape)) return this;
    const added = [...Array(this.rank - target.rank).keys()];
    const sizes = [...added.map(() => 1), ...target.shape];
    const unknown = sizes.some(
      (size, axis) => typeof size === "string" && size !== this.shape[axis] && this.shape[axis] !== 1,
    );
    if (unknown) return this.#sumToAtRuntime(added, target);
    return this.sum(
      [...sizes.keys()].filter(
        (axis) => sizes[axis] === 1 && (axis < added.length || this.shape[axis] !== 1),
      ),
    ).squeeze(added);
  }

  /** The size of one dimension, as int64 [1]. */
  size(axis: number): Value {
    const size = this.shape[axis];
    if (typeof size === "number") return this.graph.ints([size]);
    return this.graph.node("Shape", [this], { start: axis, end: axis + 1 }, { type: "int64", shape: [1] });
  }

  /** The whole shape, as int64 [rank]. */
  sizes(): Value {
    if (this.shape.every((size) => typeof size === "number")) return this.graph.ints(this.shape);
    return this.graph.node("Shape", [this], {}, { type: "int64", shape: [this.rank] });
  }

  #gemm(other: Value, transA: number, transB: number): Value {
    const shape = [this.shape[transA === 1 ? 1 : 0], other.shape[transB === 1 ? 0 : 1]] as Dimension[];
    return this.#node("Gemm", [other], shape, { transA, transB });
  }

  #sumToAtRuntime(added: readonly number[], target: Value): Value {
    const { graph } = this;
    const sizes = graph.vector([...added.map(() => graph.ints([1])), target.sizes()]);
    const ones = graph.node("NonZero", [sizes.equal(1)], {}, { type: "int64", shape: [1, "axes"] });
    const axes = ones.squeeze([0]);
    const options = { keepdims: 1, noop_with_empty_axes: 1 };
    const summed = this.#node("ReduceSum", [axes], [...added.map(() => 1), ...target.shape], options);
    return summed.squeeze(added);
  }

  /** What -1 among the sizes of a Reshape stands for. */
  #rest(sizes: readonly number[]): Dimension {
    const others = sizes.map((size, axis) => (size === 0 ? this.shape[axis] : Math.max(size, 1)));
    const known = [...this.shape, ...others].every((size) => typeof size === "number");
    return known
      ? elementCount(this.shape as number[]) / elementCount(others as number[])
      : `reshaped(${this.shape}; ${sizes})`;
  }

  /** What Reshape is told: 0 keeps a size that is in the same place, -1 is the one that remains. */
  #target(like: Value): Value {
    const sizes = like.shape.map((size, axis) => (size === this.shape[axis] && size !== 0 ? 0 : size));
    if (sizes.filter((size) => typeof size === "string").length > 1) return like.sizes();
    return this.graph.ints(sizes.map((size) => (typeof size === "string" ? -1 : size)));
  }

  #reduced(axes: readonly number[]): Dimension[] {
    return this.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  }

  #binary(opType: string, other: Operand, type = this.type): Value {
    const operand = this.#operand(other, this.type);
    const shape = broadcastShapes(this.shape, operand.shape);
    return this.graph.node(opType, [this, operand], {}, { type, shape });
  }

  #operand(operand: Operand, type: string): Value {
    return operand instanceof Value ? operand : this.graph.scalar(operand, type);
  }

  #node(
    opType: string,
    others: readonly Value[],
    shape: readonly Dimension[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): Value {
    return this.graph.node(opType, [this, ...others], attributes, { type: this.type, shape });
  }
}

function sameShape(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
