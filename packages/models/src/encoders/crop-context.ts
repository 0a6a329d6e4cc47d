import type { ReadingQuestion } from "../corpora/reading-questions.ts";

const longest = 55;

/**
 * The question on the sentence that its answer is in, and on neighbours of it, as many as make 55 words at most. A short text
 * is read in half the time, and the answer is elsewhere in it each time.
 */
export function cropContext(question: ReadingQuestion, random: () => number): ReadingQuestion {
  const [{ text, start } = { text: "", start: 0 }] = question.answers;
  const sentences = [...question.context.matchAll(/\S.*?(?:[.!?]["')]*(?=\s)|$)/gs)];
  const ends = sentences.map((sentence) => sentence.index + sentence[0].length);
  let first = sentences.findLastIndex(({ index }) => index <= start);
  let last = ends.findIndex((end) => end >= start + text.length);
  if (first < 0 || last < first) return question;
  const crop = () => question.context.slice(sentences[first]?.index, ends[last]);
  for (;;) {
    const before = [first, last] as const;
    if (random() < 0.5) first = Math.max(0, first - 1);
    else last = Math.min(sentences.length - 1, last + 1);
    if (crop().split(" ").length > longest) {
      [first, last] = before;
      break;
    }
    if (first === 0 && last === sentences.length - 1) break;
  }
  return { ...question, context: crop(), answers: [{ text, start: start - (sentences[first]?.index ?? 0) }] };
}
