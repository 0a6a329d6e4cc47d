/** What gives the ids of a text. */
export interface Encoder {
  encode(text: string): { readonly ids: readonly number[] };
}

/** All texts as one list of ids, with the id that ends a text before the first and after each. */
export function tokenStream(tokenizer: Encoder, texts: readonly string[], endId: number): Uint16Array {
  const ids = [endId];
  for (const text of texts) {
    for (const id of tokenizer.encode(text).ids) ids.push(id);
    ids.push(endId);
  }
  return Uint16Array.from(ids);
}
