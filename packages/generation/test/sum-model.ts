import type { LanguageModel, Rows } from "../src/language-model.ts";

const vocabSize = 11;
/** Of sequences [1], [2]… the next token is their sum, modulo 11. */
const logitsAfter = (tokenIds: readonly number[]) => {
  const next = tokenIds.reduce((sum, id) => sum + id, 0) % vocabSize;
  return Float32Array.from({ length: vocabSize }, (_, id) => -Math.abs(id - next));
};

export interface SumModel extends LanguageModel {
  /** What was asked of it: `join 2` prompts, `read 3` rows, `keep 0,2`. */
  readonly log: string[];
  /** What prompts wait for. */
  reading: Promise<unknown> | undefined;
  /** Thrown by the next step. */
  failure: Error | undefined;
}

/** A model of sums, which tells how its rows are used. A row has room for whole blocks of 4 tokens. */
export function sumModel(): SumModel {
  const log: string[] = [];
  const model: SumModel = {
    ...{ vocabSize, maxPositions: 64, eosTokenIds: [], padTokenId: 0, decoderStartTokenId: undefined },
    ...{ generationConfig: {}, isEncoderDecoder: false, log, reading: undefined, failure: undefined },
    start: () => {
      throw new Error("rows are not read one by one");
    },
    startRows: () => rows(model),
    [Symbol.asyncDispose]: async () => {},
  };
  return model;
}

function rows(model: SumModel): Rows {
  let sequences: number[][] = [];
  const tokensFor = (lengths: readonly number[]) =>
    lengths.length * 4 * Math.ceil(Math.max(0, ...lengths) / 4);
  return {
    get lengths() {
      return sequences.map(({ length }) => length);
    },
    get allocatedTokens() {
      return tokensFor(sequences.map(({ length }) => length));
    },
    cacheBytes: undefined,
    tokensFor,
    join: async (inputs) => {
      model.log.push(`join ${inputs.length}`);
      await model.reading;
      const joined = inputs.map(({ prompt }) => [...prompt]);
      sequences.push(...joined);
      return joined.map(logitsAfter);
    },
    read: async (tokenIds) => {
      model.log.push(`read ${tokenIds.length}`);
      const { failure } = model;
      model.failure = undefined;
      if (failure) throw failure;
      for (const [i, id] of tokenIds.entries()) sequences[i]?.push(id);
      return sequences.map(logitsAfter);
    },
    keep: (places) => {
      model.log.push(`keep ${places}`);
      sequences = places.map((place) => sequences[place] as number[]);
    },
  };
}
