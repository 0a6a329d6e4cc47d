import type { TrainerCallback } from "@llm-course/training";

/** Values of a parameter, row after row. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Weights = ReadonlyMap<string, Weight>;

/** How well a model does on a set of examples, and what the simplest rule reaches there. */
export interface Score {
  /** "test", "probe", "elsewhere", …: the card says what each is. */
  readonly dataset: string;
  /** As the field names it: "accuracy", "macro F1", "perplexity". */
  readonly metric: string;
  readonly value: number;
  /** Examples the value is a mean over. */
  readonly count: number;
  readonly baseline?: { readonly name: string; readonly value: number };
  /** What was aimed at; the card says where it is missed. For a perplexity the most, else the least. */
  readonly bar?: number;
}

export interface TrainContext {
  /** Where checkpoints are kept until the training is complete: a training that was interrupted goes on from there. */
  readonly folder: string;
  /** The seed of everything that is drawn. */
  readonly seed: number;
  /** What tells a person how far it is. */
  readonly callbacks: readonly TrainerCallback[];
  readonly signal?: AbortSignal;
}

/** What the card says in words. Sentences, without a heading. */
export interface CardText {
  /** What it is, and what it answers. */
  readonly summary: string;
  /** Where the examples come from, and how they are split. */
  readonly data: string;
  /** How it is trained. */
  readonly training: string;
  /** What it is not good for. */
  readonly limits: string;
}

/** A model of the zoo: how it is trained, what it becomes, and how it is measured. */
export interface Recipe {
  /** The name of its files. */
  readonly name: string;
  /** Raise it when data or training change, so that new weights are not taken for old ones. */
  readonly version: number;
  /** The pipeline of transformers.js it is for. */
  readonly task: string;
  /** Checkpoints of the course that it stands in for. */
  readonly standsInFor: readonly StandIn[];
  readonly card: CardText;
  /** Of each kind of number in the stored file. Default: "F16". */
  readonly stored?: "F16" | "Q8";
  /** What is trained on, and what is measured on: a test finds that nothing is nearly in both. */
  texts(): Promise<{ readonly train: readonly string[]; readonly heldOut: readonly string[] }>;
  /** Trains, from the same seed to the same weights on the same machine. */
  train(context: TrainContext): Promise<Weights>;
  /** Writes a folder that transformers.js loads. */
  assemble(weights: Weights, folder: string): Promise<void>;
  /** Measures an assembled folder, on what it was not trained on. */
  evaluate(folder: string): Promise<Score[]>;
  /** What a person would type. */
  readonly inputs: readonly string[];
  /** Answers as the pipeline gives them, in a line each. */
  respond(folder: string, inputs: readonly string[]): Promise<string[]>;
}

export interface StandIn {
  readonly id: string;
  /** The repository with ONNX files, where it is not `id`. */
  readonly repo?: string;
  /** The commit the hub profile takes. Default: none, the caller names one. */
  readonly revision?: string;
}
