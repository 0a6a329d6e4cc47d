import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import type { Example } from "../data/example.ts";
import type { TrainerModel } from "./trainer-model.ts";

export const tokenizer = { padTokenId: 0 };

/** A model of two layers, eight wide, that tells two kinds of sequences apart. */
export function tinyModel(settings: Readonly<Record<string, unknown>> = {}): TrainerModel {
  const config = {
    ...tinyConfigs.distilbert,
    dropout: 0,
    attention_dropout: 0,
    seq_classif_dropout: 0,
    ...settings,
  };
  const task = "sequence-classification";
  return {
    config,
    task,
    network: buildModel(config, { task, labels: true, dropout: true }),
    weights: initializeWeights(config, { task, seed: 1 }),
  };
}

/** Sequences of different lengths, whose label is whether the word 6 is in them. */
export function tinyExamples(count: number, first = 0): Example[] {
  return Array.from({ length: count }, (_, k) => {
    const i = k + first;
    const words = Array.from({ length: 2 + (i % 4) }, (_, j) => 7 + ((i * 5 + j * 3) % 6));
    if (i % 2 === 1) words[i % words.length] = 6;
    return { input_ids: [2, ...words, 3], label: i % 2 };
  });
}
