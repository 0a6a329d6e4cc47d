import type { Model } from "../models/model.ts";
import type { Normalizer } from "../normalizers/normalizer.ts";
import type { AddedToken } from "./added-token.ts";
import { AddedTokenFinder } from "./added-token-finder.ts";
import type { NormalizedString } from "./normalized-string.ts";
import { cutPieces, type Piece } from "./pre-tokenized-string.ts";

/** Tokens on top of a model's, and how to find them in a text. */
export class AddedVocabulary {
  readonly ids = new Map<string, number>();
  readonly tokens = new Map<number, AddedToken>();
  /** What a token is once normalized, if that is something else. */
  readonly #normalized = new Map<number, string>();
  #finder = new AddedTokenFinder();
  #normalizedFinder = new AddedTokenFinder();

  /** What an id stands for when decoding: what a normalizer made of it, so that the decoder can undo that. */
  token(id: number): string | undefined {
    return this.#normalized.get(id) ?? this.tokens.get(id)?.content;
  }

  isSpecial(content: string): boolean {
    const id = this.ids.get(content);
    return id !== undefined && (this.tokens.get(id)?.special ?? false);
  }

  /**
   * Adds tokens, and changes those that are there already. What the model knows keeps its id.
   *
   * @returns how many are new or changed
   */
  add(tokens: Iterable<AddedToken>, model: Model, normalizer: Normalizer | undefined): number {
    let changed = 0;
    let nextId = this.#nextId(model);
    for (const token of tokens) {
      const known = this.ids.get(token.content);
      if (token.content === "" || (known !== undefined && isSame(this.tokens.get(known), token))) continue;
      const id = known ?? model.tokenToId(token.content) ?? nextId++;
      this.ids.set(token.content, id);
      this.tokens.set(id, token);
      changed += 1;
    }
    if (changed > 0) this.refresh(normalizer);
    return changed;
  }

  #nextId(model: Model): number {
    let max = -1;
    for (const id of this.tokens.keys()) max = Math.max(max, id);
    return Math.max(max + 1, model.vocabSize);
  }

  /** To be called when the normalizer has changed. */
  refresh(normalizer: Normalizer | undefined): void {
    const finder = new AddedTokenFinder();
    const normalizedFinder = new AddedTokenFinder();
    const normalizedForms = new Map<number, string>();
    for (const [id, token] of this.tokens) {
      const { content } = token;
      const lookedFor = token.normalized && normalizer ? normalizer.normalizeStr(content) : content;
      if (lookedFor !== content) normalizedForms.set(id, lookedFor);
      (token.normalized ? normalizedFinder : finder).add(id, token, lookedFor);
    }
    this.#normalized.clear();
    for (const [id, form] of normalizedForms) this.#normalized.set(id, form);
    this.#finder = finder;
    this.#normalizedFinder = normalizedFinder;
  }

  /** Cuts the tokens out of a text and normalizes what is left. */
  extract(text: NormalizedString, normalizer: Normalizer | undefined): Piece[] {
    const pieces = cutPieces([{ text }], (part) => cutOut(part, this.#finder));
    return cutPieces(pieces, (part) => {
      normalizer?.normalize(part);
      return cutOut(part, this.#normalizedFinder);
    });
  }
}

/** Even if nothing is found the rest is a slice, which covers nothing of what a normalizer has deleted at its ends. */
function cutOut(text: NormalizedString, finder: AddedTokenFinder): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { id, start, end } of finder.find(text.text)) {
    if (at < start) pieces.push({ text: text.slice(at, start) });
    const slice = text.slice(start, end);
    pieces.push({ text: slice, token: { id, value: slice.text, start: 0, end: slice.text.length } });
    at = end;
  }
  if (at < text.text.length) pieces.push({ text: text.slice(at, text.text.length) });
  return pieces;
}

function isSame(a: AddedToken | undefined, b: AddedToken): boolean {
  if (!a) return false;
  return (Object.keys(b) as (keyof AddedToken)[]).every((key) => a[key] === b[key]);
}
