import { Trie } from "../models/trie.ts";
import { word } from "../unicode/classes.ts";
import { withoutUnknown } from "../unicode/matcher.ts";
import { isLowSurrogate } from "../unicode/matches.ts";
import type { AddedToken } from "./added-token.ts";

/** Where an added token is: with the white space that belongs to it. */
export interface Found {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

const wordCharacter = new RegExp(`^[${word}]$`, "u");
const whiteSpace = /\p{White_Space}/u;

/** Looks for added tokens: from left to right, the longest first. */
export class AddedTokenFinder {
  readonly #trie = new Trie();
  readonly #tokens = new Map<number, AddedToken>();

  /**
   * Of two tokens that are the same once normalized only the first is ever found. (To the Rust library it is either, by
   * chance.)
   */
  add(id: number, token: AddedToken, lookedFor: string): void {
    const node = this.#trie.find(lookedFor);
    const isTaken = node >= 0 && this.#trie.value(node) >= 0;
    if (lookedFor !== "" && !isTaken) this.#trie.set(lookedFor, id);
    this.#tokens.set(id, token);
  }

  find(text: string): Found[] {
    const found: Found[] = [];
    if (this.#tokens.size === 0) return found;
    let from = 0;
    for (let at = 0; at < text.length; ) {
      const match = this.#longest(text, at);
      if (!match) {
        at += 1;
        continue;
      }
      const { id, end } = match;
      const token = this.#tokens.get(id) as AddedToken;
      if (!token.singleWord || isWord(text, at, end)) {
        const start = token.lstrip ? Math.max(spaceBefore(text, at), from) : at;
        from = token.rstrip ? spaceBehind(text, end) : end;
        found.push({ id, start, end: from });
      }
      at = end;
    }
    return found;
  }

  #longest(text: string, start: number): { id: number; end: number } | undefined {
    let [id, end] = [-1, start];
    for (let i = start, node = 0; i < text.length; i++) {
      node = this.#trie.child(node, text.charCodeAt(i));
      if (node < 0) break;
      const value = this.#trie.value(node);
      if (value >= 0) [id, end] = [value, i + 1];
    }
    return id < 0 ? undefined : { id, end };
  }
}

function isWord(text: string, start: number, end: number): boolean {
  const before = start - (isLowSurrogate(text.charCodeAt(start - 1)) ? 2 : 1);
  const isInWord = (char: string) => wordCharacter.test(withoutUnknown(char));
  return !isInWord(text.slice(Math.max(0, before), start)) && !isInWord(characterAt(text, end));
}

function characterAt(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}

function spaceBefore(text: string, end: number): number {
  let start = end;
  while (start > 0 && whiteSpace.test(text[start - 1] as string)) start -= 1;
  return start;
}

function spaceBehind(text: string, start: number): number {
  let end = start;
  while (end < text.length && whiteSpace.test(text[end] as string)) end += 1;
  return end;
}
