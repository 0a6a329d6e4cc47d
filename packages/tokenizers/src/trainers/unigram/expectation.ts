import type { CharacterText } from "./character-text.ts";
import { digamma } from "./digamma.ts";
import type { Lattice } from "./lattice.ts";
import type { Pieces } from "./pieces.ts";

/** A piece that is expected to occur less often than this goes. */
const rarest = 0.5;

/**
 * One step of expectation maximization: how often each piece occurs over all segmentations of the words, by their
 * probability, gives the new scores. ψ instead of ln makes rare pieces rarer still, a sparse prior (Liang and Klein 2007).
 */
export function expectationMaximization(text: CharacterText, pieces: Pieces, lattice: Lattice): void {
  const { starts, lengths, counts } = text;
  for (let word = 0; word < starts.length; word++)
    lattice.addExpected(starts[word] as number, lengths[word] as number, counts[word] as number);

  const { scores } = pieces;
  const order = pieces.order.filter((piece) => lattice.expected(piece) >= rarest);
  const logSum = digamma(order.reduce((sum, piece) => sum + lattice.expected(piece), 0));
  scores.fill(Number.NEGATIVE_INFINITY);
  for (const piece of order) scores[piece] = digamma(lattice.expected(piece)) - logSum;
  pieces.order = order;
  lattice.update(pieces);
}
