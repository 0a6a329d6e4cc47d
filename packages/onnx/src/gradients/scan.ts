import { create } from "@bufbuild/protobuf";
import { type GraphProto, ModelProtoSchema } from "onnx-buf";
import { changed } from "../changed.ts";
import type { ValueType } from "./infer-values.ts";
import type { Value } from "./value.ts";
import { ValueGraph } from "./value-graph.ts";

type Values = Readonly<Record<string, Value>>;

/** What a step of a Scan makes of the states and its slice of the inputs. */
export interface ScanStep {
  /** The states by the names they have at first. */
  readonly states: Values;
  readonly outputs: Values;
}

export interface ScanOptions {
  /** What a step passes on to the next, as it is before the first. */
  readonly states: Values;
  /** [steps, ...]: each step sees its slice. */
  readonly inputs: Values;
  /** What all steps see as it is. */
  readonly outer: Values;
  /** Whether the steps go from the last slice to the first. */
  readonly isReversed: boolean;
  /** Builds the graph of a step, which has all of these by name. */
  readonly step: (values: Values, body: ValueGraph) => ScanStep;
}

/** Adds a Scan. Gives the states after the last step and, in the order of the inputs, what the steps gave. */
export function scan(graph: ValueGraph, options: ScanOptions): ScanStep {
  const { states, inputs, outer, isReversed, step } = options;
  const [initial, scanned] = [Object.entries(states), Object.entries(inputs)];
  const seen = new Map<string, ValueType>([
    ...initial,
    ...scanned.map(([name, { type, shape }]) => [name, { type, shape: shape.slice(1) }] as const),
    ...Object.entries(outer),
  ]);
  const body = ValueGraph.withInputs(seen);
  const result = step(Object.fromEntries([...seen.keys()].map((name) => [name, body.value(name)])), body);

  const passedOn = initial.map(([name]) => result.states[name] as Value);
  const given = Object.values(result.outputs);
  for (const [i, value] of [...passedOn, ...given].entries()) body.output(`result.${i}`, value);
  const outerNames = new Map(Object.entries(outer).map(([name, value]) => [name, value.name]));
  const direction = isReversed ? 1 : 0;
  const steps = scanned[0]?.[1].shape[0] ?? "steps";
  const graphProto = body.extend(create(ModelProtoSchema)).graph as GraphProto;
  const made = graph.nodes(
    "Scan",
    [...initial, ...scanned].map(([, value]) => value),
    {
      body: placed(graphProto, graph.unique("step"), outerNames),
      num_scan_inputs: scanned.length,
      scan_input_directions: scanned.map(() => direction),
      scan_output_directions: given.map(() => direction),
    },
    [...passedOn, ...given.map(({ type, shape }) => ({ type, shape: [steps, ...shape] }))],
  );
  const named = (names: readonly string[], values: readonly Value[]) =>
    Object.fromEntries(names.map((name, i) => [name, values[i] as Value]));
  return {
    states: named(Object.keys(states), made),
    outputs: named(Object.keys(result.outputs), made.slice(initial.length)),
  };
}

/** The body with names that no graph around it has, but for the values that are those of the graph around it. */
function placed(body: GraphProto, prefix: string, outer: ReadonlyMap<string, string>): GraphProto {
  const place = (name: string) => (name === "" ? "" : (outer.get(name) ?? `${prefix}.${name}`));
  const moved = <Part extends { name: string }>(part: Part) =>
    changed<{ name: string }>(part, { name: place(part.name) }) as Part;
  return changed(body, {
    name: prefix,
    input: body.input.filter(({ name }) => !outer.has(name)).map(moved),
    initializer: body.initializer.map(moved),
    output: body.output.map(moved),
    node: body.node.map((node) =>
      changed(moved(node), { input: node.input.map(place), output: node.output.map(place) }),
    ),
  });
}
