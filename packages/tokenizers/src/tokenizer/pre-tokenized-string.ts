import type { Token } from "../models/model.ts";
import type { NormalizedString } from "./normalized-string.ts";

/** A part of a text: still to be tokenized, or an added token that was cut out of it. */
export interface Piece {
  readonly text: NormalizedString;
  readonly token?: Token;
}

/** The pieces with those that are still text cut up further. Nothing is left of empty ones. */
export function cutPieces(
  pieces: readonly Piece[],
  cut: (text: NormalizedString) => Iterable<Piece>,
): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    if (piece.token) result.push(piece);
    else for (const part of cut(piece.text)) if (part.text.text !== "") result.push(part);
  }
  return result;
}
