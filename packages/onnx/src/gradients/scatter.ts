import type { NodeView } from "./node-view.ts";
import { type Reduction, reducedAtTuples } from "./reduced-at.ts";
import type { Value } from "./value.ts";

/** z = x but z[yᵢ] = wᵢ, or z[yᵢ] and wᵢ added, multiplied, or the lesser or greater of them. */
export function scatter(node: NodeView, dz: Value, form: "Elements" | "ND"): (() => Value)[] {
  const { graph, x, y } = node;
  const w = node.input(2);
  const attributes: Record<string, number> = form === "Elements" ? { axis: node.axis(0) } : {};
  const places: Places = {
    at: (value) => graph.node(`Gather${form}`, [value, y], attributes, { type: value.type, shape: w.shape }),
    reduced: (base, updates, reduction) => {
      if (form === "Elements")
        return graph.node("ScatterElements", [base, y, updates], { ...attributes, reduction }, base);
      const reduced = reducedAtTuples(base, y, updates, reduction);
      return reduced ?? node.unsupported("tuples whose length is not known");
    },
  };
  const indices = () => node.unsupported("its indices");
  const replaced = () =>
    graph.node(`Scatter${form}`, [dz, y, graph.scalar(0, dz.type).expandLike(w)], attributes, x);
  const reduction = node.string("reduction", "none");
  if (reduction === "none") return [replaced, indices, () => places.at(dz)];
  if (reduction === "add") return [() => dz, indices, () => places.at(dz)];
  const { dx, dw } = reduction === "mul" ? products(node, dz, w, places) : extremes(node, dz, w, places);
  return [dx, indices, dw];
}

interface Places {
  /** What a value has at each yᵢ. */
  at(value: Value): Value;
  reduced(base: Value, updates: Value, reduction: Reduction): Value;
}

/** An equal part to each of those that are the extreme of their place. */
function extremes({ x, z }: NodeView, dz: Value, w: Value, { at, reduced }: Places) {
  const isX = x.equal(z).cast(x.type);
  const isW = () => w.equal(at(z)).cast(x.type);
  const part = () => dz.div(reduced(isX, isW(), "add"));
  return { dx: () => isX.mul(part()), dw: () => isW().mul(at(part())) };
}

/** The product of the others: of all that are not 0, without the one itself; 0 where another is 0. */
function products({ x }: NodeView, dz: Value, w: Value, { at, reduced }: Places) {
  const zeros = { x: x.equal(0).cast(x.type), w: w.equal(0).cast(x.type) };
  const others = { x: x.equal(0).where(1, x), w: w.equal(0).where(1, w) };
  const count = () => reduced(zeros.x, zeros.w, "add");
  const product = () => dz.mul(reduced(others.x, others.w, "mul"));
  return {
    dx: () => count().equal(zeros.x).where(product().div(others.x), 0),
    dw: () => at(count()).equal(zeros.w).where(at(product()).div(others.w), 0),
  };
}
