/** Words of a sentence, and of its translation. */
export interface WordPair {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

/** How much words at the same relative place are preferred, and how often a word translates none: fast_align's values. */
const tension = 4;
const nullProbability = 0.08;
const none = 0;

/**
 * Learns which word of a translation comes from which word, by expectation maximization: IBM Model 2 with its places along
 * the diagonal, p(a_i = j) ∝ exp(-4 |i/m - j/n|) (Dyer, Chahuneau and Smith 2013, "A simple, fast, and effective
 * reparameterization of IBM model 2").
 *
 * @returns for each pair and each of its target words the index of the source word it comes from, or -1 for none
 */
export function alignWords(pairs: readonly WordPair[], iterations = 5): number[][] {
  // A cell is a source word with a target word that it once stood beside; the source word 0 is none at all.
  const sourceIds = new Map<string, number>();
  const cells = new Map<string, number>();
  const sourceOfCell: number[] = [];
  const cellsOf = pairs.map(({ source, target }) => {
    const sources = [none, ...source.map((word) => numbered(sourceIds, word) + 1)];
    return target.map((word) =>
      sources.map((id) => {
        const cell = numbered(cells, `${id} ${word}`);
        sourceOfCell[cell] = id;
        return cell;
      }),
    );
  });
  const places = pairs.map(placeProbabilities);

  const table = new Float64Array(cells.size).fill(1);
  for (let i = 0; i < iterations; i++) {
    const counts = new Float64Array(cells.size);
    const totals = new Float64Array(sourceIds.size + 1);
    for (const [p, rows] of cellsOf.entries())
      for (const [t, row] of rows.entries()) {
        const scores = row.map((cell, k) => (table[cell] as number) * (places[p]?.[t]?.[k] as number));
        const sum = scores.reduce((total, score) => total + score, 0);
        for (const [k, cell] of row.entries()) {
          const share = (scores[k] as number) / sum;
          counts[cell] = (counts[cell] as number) + share;
          totals[sourceOfCell[cell] as number] = (totals[sourceOfCell[cell] as number] as number) + share;
        }
      }
    for (const [cell, count] of counts.entries())
      table[cell] = count / (totals[sourceOfCell[cell] as number] as number);
  }

  return cellsOf.map((rows, p) =>
    rows.map((row, t) => {
      const scores = row.map((cell, k) => (table[cell] as number) * (places[p]?.[t]?.[k] as number));
      return scores.indexOf(Math.max(...scores)) - 1;
    }),
  );
}

/** For each target word the probabilities of no source word and of each, by their places alone. */
function placeProbabilities({ source, target }: WordPair): number[][] {
  return target.map((_, t) => {
    const weights = source.map((_, s) =>
      Math.exp(-tension * Math.abs(s / source.length - t / target.length)),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return [nullProbability, ...weights.map((weight) => ((1 - nullProbability) * weight) / sum)];
  });
}

function numbered(numbers: Map<string, number>, key: string): number {
  const number = numbers.get(key) ?? numbers.size;
  numbers.set(key, number);
  return number;
}
