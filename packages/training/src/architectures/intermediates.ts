/** Values within a model that it can give as outputs, in the order of its layers. */
export interface Intermediates {
  /** What the layers read, and the last states: [batch, sequence, dim] each. */
  readonly hiddenStates: string[];
  /** After the softmax, [batch, heads, queries, keys] each. */
  readonly attentions: string[];
  /** Those of a decoder to its encoder. */
  readonly crossAttentions: string[];
}

/** To be filled while a model is built. */
export function noIntermediates(): Intermediates {
  return { hiddenStates: [], attentions: [], crossAttentions: [] };
}
