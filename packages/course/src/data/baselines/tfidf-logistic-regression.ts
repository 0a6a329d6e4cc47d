import { shuffle } from "@llm-course/models/corpora";
import { words } from "./words.ts";

interface Labelled {
  readonly text: string;
  readonly label: number;
}

type SparseVector = readonly (readonly [index: number, value: number])[];

const epochs = 40;
const firstRate = 10;

/**
 * Logistic regression of two classes over TF-IDF: (1 + log tf) · (log((1 + n) / (1 + df)) + 1), scaled to length 1, of
 * words that are in at least two texts. Fitted by stochastic gradient descent with a rate of 10 / epoch.
 *
 * @returns the classifier: a text to 0 or 1
 */
export function tfidfLogisticRegression(examples: readonly Labelled[]): (text: string) => number {
  const vectorize = tfidf(examples.map(({ text }) => text));
  const rows = examples.map(({ text, label }) => ({ vector: vectorize(text), label }));
  const weights = new Float64Array(vectorize.size);
  let bias = 0;
  const logit = (vector: SparseVector) =>
    vector.reduce((sum, [i, value]) => sum + (weights[i] as number) * value, bias);
  for (let epoch = 1; epoch <= epochs; epoch++)
    for (const { vector, label } of shuffle(rows, epoch)) {
      const step = (firstRate / epoch) * (1 / (1 + Math.exp(-logit(vector))) - label);
      for (const [i, value] of vector) weights[i] = (weights[i] as number) - step * value;
      bias -= 0.1 * step; // slower, since it is in every text
    }
  return (text) => (logit(vectorize(text)) > 0 ? 1 : 0);
}

function tfidf(texts: readonly string[]): ((text: string) => SparseVector) & { readonly size: number } {
  const frequencies = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(words(text))) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
  const terms = new Map(
    [...frequencies]
      .filter(([, count]) => count >= 2)
      .map(([word, count], index) => [word, { index, idf: Math.log((1 + texts.length) / (1 + count)) + 1 }]),
  );
  const vectorize = (text: string) => {
    const counts = new Map<string, number>();
    for (const word of words(text)) if (terms.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const values = [...counts].map(([word, count]) => {
      const { index, idf } = terms.get(word) as { index: number; idf: number };
      return [index, (1 + Math.log(count)) * idf] as const;
    });
    const norm = Math.hypot(...values.map(([, value]) => value)) || 1;
    return values.map(([index, value]) => [index, value / norm] as const);
  };
  return Object.assign(vectorize, { size: terms.size });
}
