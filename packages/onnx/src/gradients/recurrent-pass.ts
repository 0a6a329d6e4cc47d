import type { Dimension } from "../value-info.ts";
import { backward } from "./backward.ts";
import type { NodeView } from "./node-view.ts";
import { activationsOf, clipped, type RecurrentCell, type StepValues } from "./recurrent-cells.ts";
import { scan } from "./scan.ts";
import { joined, ofDirection, previous, product, running, slice, split, total } from "./sequences.ts";
import type { Value } from "./value.ts";

/** The gradients of what one direction of a recurrent operator reads; the last two are an LSTM's. */
export interface PassGradients {
  readonly x: Value;
  readonly w: Value;
  readonly r: Value;
  readonly b: Value;
  readonly hidden: Value;
  readonly cell: Value | undefined;
  readonly peepholes: Value | undefined;
}

/** The gates of an LSTM that see the cell, in the order of their weights. */
const peepholes = ["i", "o", "f"];

/**
 * Backpropagation through time, https://doi.org/10.1109/5.58337. All h are the operator's output, so that what goes into
 * the gates of all steps is one matrix product, and so are the gradients of the weights. What is left to do step by step
 * are the cells of an LSTM, which the operator does not give, and from the last step back the gradients of h and cells.
 */
export function passGradients(
  node: NodeView,
  cell: RecurrentCell,
  direction: number,
  isReversed: boolean,
): PassGradients {
  const pass = passValues(node, cell, direction, isReversed);
  const { gates, reset } = cell;
  const cells = gates.includes("c") ? scanCells(node, cell, pass) : undefined;
  const { states, outputs } = scanBack(node, cell, pass, cells);
  const { throughHidden, candidate } = outputs as Readonly<Record<"throughHidden" | "candidate", Value>>;

  const ofInput = reset ? joined([slice(throughHidden, 2, 0, 2 * pass.size), candidate], 2) : throughHidden;
  const { last, kept } = pass;
  const weights = [product(throughHidden, last), ...(kept ? [product(candidate, kept)] : [])];
  const biases = [total(ofInput), total(throughHidden), ...(kept ? [total(candidate)] : [])];
  const seeing = peepholes.map((gate) => outputs[`peephole.${gate}`]).filter((d) => d !== undefined);
  return {
    x: ofInput.matmul(pass.w),
    w: product(ofInput, node.x),
    r: joined(weights, 0),
    b: joined(biases, 0),
    hidden: states.dh as Value,
    cell: states.dc,
    peepholes:
      seeing.length > 0
        ? joined(
            seeing.map((d) => d.sum([0]).squeeze([0])),
            0,
          )
        : undefined,
  };
}

type PassValues = ReturnType<typeof passValues>;

/** What a direction reads, and what goes into its gates in all steps. */
function passValues(node: NodeView, cell: RecurrentCell, direction: number, isReversed: boolean) {
  const { graph, x } = node;
  const [steps = 1, batch = 1, features = 1] = x.shape;
  const size = node.int("hidden_size", 0) || Number(node.input(2).shape[2]);
  const width = cell.gates.length * size;
  const given = (i: number, shape: readonly Dimension[]) =>
    node.has(i) ? ofDirection(node.input(i), direction, 0, shape) : undefined;
  const state = { type: x.type, shape: [batch, size] };
  const sizes = graph.vector([x.size(1), graph.ints([size])]);
  const none = graph.node("Expand", [graph.scalar(0, x.type), sizes], {}, state);

  const w = ofDirection(node.input(1), direction, 0, [width, features]);
  const r = ofDirection(node.input(2), direction, 0, [width, size]);
  const bias = given(3, [2 * width]);
  const lengths = node.has(4) ? node.input(4).cast("int64") : undefined;
  const output = node.optionalOutput(0, { type: x.type, shape: [steps, node.y.shape[0] ?? 1, batch, size] });
  const y = ofDirection(output, direction, 1, [steps, batch, size]);
  const last = previous(y, given(5, state.shape) ?? none, isReversed, lengths);

  // A GRU may reset h before its product with R, which is then left to the step.
  const resetsFirst = cell.reset && node.int("linear_before_reset", 0) === 0;
  const ofHidden = resetsFirst ? 2 * size : width;
  const hiddenWeight = slice(r, 0, 0, ofHidden);
  const fromInput = plus(x.matmul(w.T), bias && slice(bias, 0, 0, width));
  const fromHidden = plus(last.matmul(hiddenWeight.T), bias && slice(bias, 0, width, width + ofHidden));
  const inputs: Record<string, Value> = {};
  if (cell.reset) {
    const [xz, xr, xh] = split(fromInput, 3) as [Value, Value, Value];
    const [hz, hr, hh] = split(fromHidden, ofHidden / size) as [Value, Value, Value?];
    Object.assign(inputs, { z: xz.add(hz), r: xr.add(hr) });
    inputs.h = hh ? xh : plus(xh, bias && slice(bias, 0, width + 2 * size, 2 * width));
    if (hh) inputs.product = hh;
  } else
    for (const [i, value] of split(fromInput.add(fromHidden), cell.gates.length).entries())
      inputs[cell.gates[i] ?? ""] = value;

  const functions = activationsOf(node, cell, direction);
  const weight = resetsFirst ? slice(r, 0, 2 * size, width) : undefined;
  const kept = weight && functions[0]?.(clipped(inputs.r as Value, node)).mul(last);
  const peephole = given(7, [peepholes.length * size]);
  const seen = peepholes.map((gate, i) => [
    `peephole.${gate}`,
    peephole && slice(peephole, 0, i * size, (i + 1) * size),
  ]);
  const gradient = (i: number, shape: readonly Dimension[], axis: number) => {
    const dz = node.gradients[i];
    return dz && ofDirection(dz, direction, axis, shape);
  };
  return {
    ...{ isReversed, size, w, last, kept, inputs, functions, hiddenWeight, weight },
    cell: given(6, state.shape) ?? none,
    peepholes: defined(Object.fromEntries(seen)),
    running: lengths && running(x, lengths, 0),
    dy: gradient(0, [steps, batch, size], 1),
    dh: gradient(1, state.shape, 0) ?? none,
    dc: gradient(2, state.shape, 0) ?? none,
  };
}

/** The cell before each step. */
function scanCells(node: NodeView, cell: RecurrentCell, pass: PassValues): Value {
  const { outputs } = scan(node.graph, {
    states: { cell: pass.cell },
    inputs: defined({ ...pass.inputs, running: pass.running }),
    outer: pass.peepholes,
    isReversed: pass.isReversed,
    step: (values) => {
      const last = values.cell as Value;
      const next = cell.step(values, pass.functions, node).cell as Value;
      return { states: { cell: values.running?.where(next, last) ?? next }, outputs: { cell: last } };
    },
  });
  return outputs.cell as Value;
}

/** The gradients of the first states, and in each step of what has come from the last h and of the other gates. */
function scanBack(node: NodeView, cell: RecurrentCell, pass: PassValues, cells: Value | undefined) {
  const { inputs, weight, hiddenWeight } = pass;
  const throughHidden = weight ? ["z", "r"] : cell.reset ? ["z", "r", "product"] : cell.gates;
  return scan(node.graph, {
    states: defined({ dh: pass.dh, dc: cells && pass.dc }),
    inputs: defined({
      ...inputs,
      running: pass.running,
      dy: pass.dy,
      hidden: cell.reset ? pass.last : undefined,
      cell: cells,
    }),
    outer: defined({ ...pass.peepholes, hiddenWeight, weight }),
    isReversed: !pass.isReversed,
    step: (values, body) => {
      const { running, dy } = values;
      // After the end of a sequence, states stay as they are and so do their gradients.
      const where = (yes: Value, no: Value | number) => running?.where(yes, no) ?? yes;
      const [dh, dc] = [values.dh as Value, values.dc];
      const result = cell.step(values, pass.functions, node);
      const order = [...body.order];
      const results = new Map([[result.hidden.name, where(dy ? dh.add(dy) : dh, 0)]]);
      if (dc && result.cell) results.set(result.cell.name, where(dc, 0));
      const wanted = new Set([...stepInputs(values), ...order.flatMap(({ output }) => output)]);
      const opsets = new Map([["", node.opset]]);
      const context = { graph: body, opsets, constants: new Map(), sparse: new Set<string>() };
      const { dense } = backward(order, results, wanted, context);
      const d = (name: string) => dense(name) ?? body.scalar(0, dh.type).expandLike(values[name] as Value);

      const all = joined(throughHidden.map(d), 1);
      const products = all.matmul(values.hiddenWeight as Value);
      const before = cell.reset ? products.add(d("hidden")) : products;
      return {
        states: defined({ dh: where(before, dh), dc: dc && where(d("cell"), dc) }),
        outputs: defined({
          throughHidden: all,
          candidate: cell.reset ? d("h") : undefined,
          ...Object.fromEntries(Object.keys(pass.peepholes).map((name) => [name, d(name)])),
        }),
      };
    },
  });
}

/** What a step computes with, apart from the matrices, whose gradients are not found step by step. */
function stepInputs(values: StepValues): string[] {
  return Object.keys(values).filter(
    (name) => !["weight", "hiddenWeight", "running", "dh", "dc", "dy"].includes(name),
  );
}

function plus(value: Value, bias: Value | undefined): Value {
  return bias ? value.add(bias) : value;
}

function defined(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}
