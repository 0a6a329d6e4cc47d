import { words } from "./words.ts";

interface Labelled {
  readonly text: string;
  readonly label: number;
}

/**
 * Multinomial naive Bayes over words, with one added to each count (Laplace): argmax over the classes c of
 * log P(c) + Σ log P(word | c).
 *
 * @returns the classifier: a text to its label
 */
export function naiveBayes(examples: readonly Labelled[]): (text: string) => number {
  const vocabulary = new Set<string>();
  const classes = new Map<number, { texts: number; total: number; counts: Map<string, number> }>();
  for (const { text, label } of examples) {
    const known = classes.get(label) ?? { texts: 0, total: 0, counts: new Map() };
    classes.set(label, known);
    known.texts++;
    for (const word of words(text)) {
      vocabulary.add(word);
      known.total++;
      known.counts.set(word, (known.counts.get(word) ?? 0) + 1);
    }
  }
  return (text) => {
    const known = words(text).filter((word) => vocabulary.has(word));
    const scores = [...classes].map(([label, { texts, total, counts }]) => {
      const likelihood = (word: string) =>
        Math.log(((counts.get(word) ?? 0) + 1) / (total + vocabulary.size));
      return { label, score: known.reduce((sum, word) => sum + likelihood(word), Math.log(texts)) };
    });
    return scores.reduce((best, other) => (other.score > best.score ? other : best)).label;
  };
}
