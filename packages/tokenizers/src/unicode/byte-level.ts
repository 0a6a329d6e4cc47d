import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { characterPattern } from "./matches.ts";

/** Bytes that stand for themselves: the visible characters of Latin-1. */
const isVisible = (byte: number) =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

/** GPT-2's character for each byte; those that are not visible are counted up from U+0100. */
export const byteToChar: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : next++));
})();

export const charToByte: ReadonlyMap<string, number> = new Map(byteToChar.map((char, byte) => [char, byte]));

/** The 256 characters, in ascending order. */
export function byteLevelAlphabet(): string[] {
  return [...byteToChar].sort();
}

const toSpell = characterPattern(/[^!-~]/gu);
const encoder = new TextEncoder();
const spellings = new Map<string, string>();

function spelling(char: string): string {
  let spelled = spellings.get(char);
  if (spelled === undefined) {
    spelled = Array.from(encoder.encode(char), (byte) => byteToChar[byte]).join("");
    if (spellings.size < 10_000) spellings.set(char, spelled);
  }
  return spelled;
}

/** Spells each byte of the text's UTF-8 as a character, each standing for what its character stood for. */
export function toByteLevel(text: NormalizedString): void {
  if (!/[^!-~]/.test(text.text)) return;
  if (!/[^\0-\x7F]/.test(text.text)) text.setUnits(text.text.replace(/[^!-~]/g, spelling));
  else text.replace(toSpell.matches(text.text), spelling);
}
