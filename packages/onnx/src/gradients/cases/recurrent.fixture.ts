import { type AttributeValue, float } from "../../attribute.ts";
import type { GraphBuilder } from "../../graph-builder.ts";
import { type Case, index, type RandomInput, real } from "../finite-differences.fixture.ts";
import type { Cases } from "./apply.fixture.ts";

const [features, hidden] = [2, 2];
const states = (directions: number) => real(directions, "batch_size", hidden);

interface Options {
  readonly directions?: 1 | 2;
  /** What to give besides x, w and r. */
  readonly bias?: boolean;
  readonly lengths?: boolean;
  readonly states?: boolean;
  readonly peepholes?: boolean;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** What to read of the outputs; by default all of them. */
  readonly outputs?: readonly number[];
  /** What the result is multiplied by, default 3: much of a small gradient is lost in float32. */
  readonly scale?: number;
}

const gates: Readonly<Record<string, number>> = { RNN: 1, GRU: 3, LSTM: 4 };

/** The operator with the given inputs; Y [steps, directions, batch, hidden] and the last states summed. */
function sequence(opType: string, options: Options = {}): Case {
  const { directions = 1, bias, lengths, states: given, peepholes, attributes } = options;
  const width = (gates[opType] ?? 1) * hidden;
  const inputs: Record<string, RandomInput> = {
    x: real("sequence_length", "batch_size", features),
    w: real(directions, width, features),
    r: real(directions, width, hidden),
    ...(bias && { b: real(directions, 2 * width) }),
    ...(lengths && { lengths: index(1, 2, "batch_size") }),
    ...(given && { hidden: states(directions) }),
    ...(given && opType === "LSTM" && { cell: states(directions) }),
    ...(peepholes && { peepholes: real(directions, 3 * hidden) }),
  };
  const build = (g: GraphBuilder) => {
    const name = (input: string) => (inputs[input] ? input : "");
    const int32 = lengths ? g.add("Cast", ["lengths"], { to: 6 }) : "";
    const all = ["x", "w", "r", name("b"), int32, name("hidden"), name("cell"), name("peepholes")];
    const taken = opType === "LSTM" ? all : all.slice(0, 6);
    const made = g.addMany(opType, taken, opType === "LSTM" ? 3 : 2, { hidden_size: hidden, ...attributes });
    const [first = "", ...others] = (options.outputs ?? [...made.keys()]).map((i) => made[i] ?? "");
    const sum = others.reduce((sum, next) => g.add("Add", [sum, g.add("Tanh", [next])]), first);
    return g.add("Mul", [sum, g.scalar(options.scale ?? 3)]);
  };
  return { inputs, build, float32: true };
}

const everything: Options = {
  directions: 2,
  bias: true,
  lengths: true,
  states: true,
  attributes: { direction: "bidirectional" },
};

export const recurrent: Readonly<Record<string, Cases>> = {
  RNN: {
    "inputs and weights": sequence("RNN"),
    "both directions of different lengths with first states": sequence("RNN", { ...everything, scale: 1 }),
    "the last state, backwards": sequence("RNN", {
      bias: true,
      outputs: [1],
      attributes: { direction: "reverse" },
    }),
    "clipped affine": sequence("RNN", {
      attributes: {
        activations: ["Affine"],
        activation_alpha: [float(0.5)],
        activation_beta: [float(0.1)],
        clip: float(0.9),
      },
    }),
  },
  LSTM: {
    "inputs and weights": sequence("LSTM"),
    "both directions of different lengths with first states": sequence("LSTM", everything),
    "peepholes, backwards": sequence("LSTM", {
      ...everything,
      directions: 1,
      peepholes: true,
      attributes: { direction: "reverse" },
    }),
    "the last cell": sequence("LSTM", { bias: true, states: true, outputs: [2] }),
    "every h": sequence("LSTM", { bias: true, outputs: [0] }),
    "clipped, forgetting what is new": sequence("LSTM", {
      attributes: { clip: float(1.2), input_forget: 1 },
    }),
    "other activations": sequence("LSTM", {
      attributes: {
        activations: ["HardSigmoid", "Softplus", "ScaledTanh"],
        activation_alpha: [float(0.1), float(1.5)],
        activation_beta: [float(0.5), float(0.5)],
      },
    }),
  },
  GRU: {
    "inputs and weights": sequence("GRU"),
    "both directions of different lengths with first states": sequence("GRU", everything),
    "reset after the product": sequence("GRU", {
      ...everything,
      attributes: { direction: "bidirectional", linear_before_reset: 1 },
    }),
    "the last state, backwards": sequence("GRU", {
      bias: true,
      outputs: [1],
      attributes: { direction: "reverse", linear_before_reset: 1 },
    }),
    "clipped, with other activations": sequence("GRU", {
      bias: true,
      attributes: { clip: float(1.1), activations: ["Sigmoid", "Softplus"] },
    }),
  },
};
