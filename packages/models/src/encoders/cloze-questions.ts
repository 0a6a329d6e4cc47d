import type { TaggedSentence } from "../corpora/brown-sentences.ts";
import { plainText } from "../corpora/plain-text.ts";
import type { ReadingQuestion } from "../corpora/reading-questions.ts";
import { uniform } from "../corpora/shuffle.ts";

const sentencesOfContext = 3;
const longestContext = 90;
/** Of the words of a sentence that a question leaves out. */
const dropped = 0.35;

/**
 * Questions made of running text, on passages of three sentences: one sentence without one of its names, numbers or nouns,
 * and without a third of its other words, asks for what is missing. They are clumsy, but teach to look for the place of which
 * a question speaks (Lewis, Denoyer and Riedel 2019, "Unsupervised question answering by cloze translation").
 *
 * @param sentences in their order
 */
export function clozeQuestions(
  sentences: readonly TaggedSentence[],
  { count, seed }: { readonly count: number; readonly seed: number },
): ReadingQuestion[] {
  const random = uniform(seed);
  const questions: ReadingQuestion[] = [];
  while (questions.length < count) {
    const first = Math.floor(random() * (sentences.length - sentencesOfContext));
    const passage = sentences.slice(first, first + sentencesOfContext);
    const isWhole = passage.every(({ id }) => id.split(":")[0] === passage[0]?.id.split(":")[0]);
    const length = passage.reduce((sum, { words }) => sum + words.length, 0);
    const at = Math.floor(random() * sentencesOfContext);
    const question = isWhole && length <= longestContext ? ask(passage, at, random) : undefined;
    if (question) questions.push(question);
  }
  return questions;
}

function ask(
  passage: readonly TaggedSentence[],
  at: number,
  random: () => number,
): ReadingQuestion | undefined {
  const sentence = passage[at] as TaggedSentence;
  const kinds = Object.values(Object.groupBy(answers(sentence), ({ word }) => word));
  const spans = kinds[Math.floor(random() * kinds.length)] ?? [];
  const span = spans[Math.floor(random() * spans.length)];
  if (!span || sentence.words.length < 8) return undefined;

  const { words } = sentence;
  const text = plainText(words.slice(span.from, span.to));
  const before = [...passage.slice(0, at).flatMap((one) => one.words), ...words.slice(0, span.from)];
  const context = plainText(passage.flatMap((one) => one.words));
  // Punctuation has no spaces before it, so the text ends somewhere near; what is not there exactly is not asked for.
  const start = context.indexOf(text, Math.max(0, plainText(before).length - 1));
  if (start < 0 || start > plainText(before).length + 2) return undefined;

  const rest = words.filter(
    (word, i) => (i < span.from || i >= span.to) && /\w/.test(word) && random() >= dropped,
  );
  return { question: `${span.word} ${rest.join(" ").toLowerCase()}?`, context, answers: [{ text, start }] };
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** The word that asks for it. */
  readonly word: string;
}

/** Names, numbers, and nouns with what stands before them since an article. */
function answers({ words, tags, brownTags }: TaggedSentence): Span[] {
  const spans: Span[] = [];
  const isKind = (i: number, kind: RegExp) => kind.test(brownTags[i] ?? "");
  for (let from = 0; from < words.length; from++) {
    const run = (kind: RegExp) => {
      let to = from;
      while (isKind(to, kind)) to++;
      return to;
    };
    const previous = words[from - 1]?.toLowerCase() ?? "";
    if (isKind(from, /^np/) && !isKind(from - 1, /^np|-tl/)) {
      const isPlace = /^(in|at|from|to|near)$/.test(previous);
      spans.push({ from, to: run(/^np|-tl/), word: isPlace ? "Where" : "Who" });
    } else if (isKind(from, /^cd/) && !isKind(from - 1, /^cd/)) {
      const isYear = /^1[5-9]\d\d$/.test(words[from] ?? "");
      spans.push({ from, to: run(/^cd/), word: isYear ? "When" : "How many" });
    } else if (tags[from - 1] === "DET" && isKind(from, /^(nn|jj)/)) {
      const to = run(/^(nn|jj)/);
      if (tags[to - 1] === "NOUN") spans.push({ from, to, word: "What" });
    }
  }
  return spans;
}
