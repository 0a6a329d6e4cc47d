import type { LanguageModel } from "@llm-course/generation";

/** A model whose logits are a function of the tokens so far. */
export function functionModel(
  vocabSize: number,
  logitsAfter: (tokenIds: readonly number[]) => Float32Array,
): LanguageModel {
  return {
    ...{ vocabSize, isEncoderDecoder: false, maxPositions: undefined, eosTokenIds: [] },
    ...{ padTokenId: 0, decoderStartTokenId: undefined, generationConfig: {} },
    start(prompts) {
      let rows: number[][] = prompts.map(() => []);
      return {
        prompts,
        async read(tokens) {
          rows = rows.map((row, i) => [...row, ...(tokens[i] ?? [])]);
          return rows.map((row) => logitsAfter(row));
        },
        select(places) {
          rows = places.map((place) => rows[place] ?? []);
        },
      };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
