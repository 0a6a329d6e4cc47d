import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer } from "@llm-course/tokenizers";
import { z } from "zod";

const file = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string() })),
  post_processor: z.looseObject({
    special_tokens: z.record(
      z.string(),
      z.looseObject({ ids: z.array(z.int()), tokens: z.array(z.string()) }),
    ),
  }),
  model: z.looseObject({ vocab: z.record(z.string(), z.int()) }),
});

/** A tokenizer with some of another one's pieces. */
export interface PrunedTokenizer {
  /** The content of its tokenizer.json. */
  readonly json: string;
  /** The old id of each new one. */
  readonly kept: readonly number[];
}

/**
 * The WordPiece tokenizer of a folder with the pieces that texts need most: first the special tokens, in their order, then
 * single characters, without which a word may be unknown, and the most frequent of the others, by their old ids.
 */
export async function prunedWordPieces(
  folder: string,
  texts: readonly string[],
  size: number,
): Promise<PrunedTokenizer> {
  const source = await readFile(join(folder, "tokenizer.json"), "utf8");
  const json = file.parse(JSON.parse(source));
  const tokenizer = Tokenizer.fromString(source);
  const counts = new Map<number, number>();
  for (const text of texts)
    for (const id of tokenizer.encode(text).ids) counts.set(id, (counts.get(id) ?? 0) + 1);

  const special = json.added_tokens.map(({ id }) => id);
  const ascii = Object.entries(json.model.vocab).filter(([piece]) => /^(##)?[\x21-\x7e]$/.test(piece));
  const always = new Set([...special, ...ascii.map(([, id]) => id)]);
  const frequent = [...counts].filter(([id]) => !always.has(id)).sort(([a, m], [b, n]) => n - m || a - b);
  const others = [...always, ...frequent.slice(0, size - always.size).map(([id]) => id)].slice(
    special.length,
  );
  const kept = [...special, ...others.sort((a, b) => a - b)];

  const newIds = new Map(kept.map((id, i) => [id, i]));
  const renumbered = (ids: readonly number[]) => ids.map((id) => newIds.get(id) as number);
  const vocab = Object.entries(json.model.vocab).flatMap(([piece, id]) => {
    const newId = newIds.get(id);
    return newId === undefined ? [] : [[piece, newId] as const];
  });
  return {
    kept,
    json: JSON.stringify({
      ...json,
      added_tokens: json.added_tokens.map((token, id) => ({ ...token, id })),
      post_processor: {
        ...json.post_processor,
        special_tokens: Object.fromEntries(
          Object.entries(json.post_processor.special_tokens).map(([name, token]) => [
            name,
            { ...token, ids: renumbered(token.ids) },
          ]),
        ),
      },
      model: { ...json.model, vocab: Object.fromEntries(vocab.sort(([, a], [, b]) => a - b)) },
    }),
  };
}

/** The old id of each of a pruned tokenizer's pieces, from its file. */
export async function keptPieces(folder: string, pruned: string): Promise<number[]> {
  const vocabulary = async (path: string) => file.parse(JSON.parse(await readFile(path, "utf8"))).model.vocab;
  const old = await vocabulary(join(folder, "tokenizer.json"));
  const pieces = Object.entries(await vocabulary(pruned)).sort(([, a], [, b]) => a - b);
  return pieces.map(([piece]) => old[piece] as number);
}
