import { type Case, type RandomInput, real } from "../finite-differences.fixture.ts";

/** Cases of one operator by name. */
export type Cases = Readonly<Record<string, Case>>;

export const tokens = ["batch_size", "sequence_length"] as const;

/** One operator applied to all inputs in their order. */
export function apply(
  opType: string,
  inputs: Record<string, RandomInput>,
  attributes = {},
  options: Partial<Case> = {},
): Case {
  return { inputs, build: (g) => g.add(opType, Object.keys(inputs), attributes), ...options };
}

export const unary = (opType: string, input = real(...tokens, 2), options: Partial<Case> = {}): Cases => ({
  elements: apply(opType, { x: input }, {}, options),
});
