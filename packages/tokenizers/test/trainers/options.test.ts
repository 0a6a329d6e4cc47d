// Every option, against what tokenizers 0.23.2 recorded (record.py).
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { trainBpe } from "../../src/trainers/train-bpe.ts";
import { trainUnigram } from "../../src/trainers/train-unigram.ts";
import { trainWordLevel } from "../../src/trainers/train-word-level.ts";
import { trainWordPiece } from "../../src/trainers/train-word-piece.ts";
import { orderWords } from "./order-words.ts";

interface Recorded {
  readonly text: string;
  readonly kind: "BPE" | "WordPiece" | "Unigram" | "WordLevel";
  readonly options: Readonly<Record<string, unknown>>;
  readonly model: {
    readonly vocab: Record<string, number> | [string, number][];
    readonly merges: [string, string][] | null;
    readonly unk_id: number | null;
  };
  readonly added: { content: string; lstrip: boolean; special: boolean }[];
}

const file = new URL("./fixtures/trained.json", import.meta.url);
const { texts, records } = JSON.parse(readFileSync(file, "utf8")) as {
  texts: Record<string, string>;
  records: Recorded[];
};

function count(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const camelCase = (options: Recorded["options"]) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  );

const trainers = {
  BPE: trainBpe,
  WordPiece: trainWordPiece,
  Unigram: trainUnigram,
  WordLevel: trainWordLevel,
};

describe.each(Object.keys(texts))("on the text %s", (name) => {
  const chosen = records.filter((record) => record.text === name);
  it.each(chosen.map((record) => [record.kind, JSON.stringify(record.options), record] as const))(
    "%s with %s is as recorded",
    (_, __, { kind, options, model, added }) => {
      const counts = count(texts[name] as string);
      const prefix = options.continuing_subword_prefix ?? (kind === "WordPiece" ? "##" : "");
      const affixes = { prefix: prefix as string, suffix: (options.end_of_word_suffix ?? "") as string };
      const vocab = model.vocab as Record<string, number>;
      const ordered =
        kind === "Unigram" || kind === "WordLevel" ? counts : orderWords(counts, vocab, affixes);
      const trained = trainers[kind](ordered, camelCase(options));

      if (trained.model.type === "Unigram") expectSamePieces(trained.model, model);
      else expect(trained.model.vocab).toEqual(vocab);
      if (trained.model.type === "BPE") expect(trained.model.merges).toEqual(model.merges);
      const byContent = new Map(trained.specialTokens.map((token) => [token.content, token]));
      for (const { content, lstrip, special } of added)
        expect(byContent.get(content)).toMatchObject({ content, lstrip, special });
    },
  );
});

/** Scores of characters that no piece was left for depend, in the library, on a random seed, in steps of 0.0001. */
function expectSamePieces(ours: ReturnType<typeof trainUnigram>["model"], theirs: Recorded["model"]): void {
  const vocab = theirs.vocab as [string, number][];
  expect(ours.unk_id).toBe(theirs.unk_id);
  expect(ours.vocab.map(([piece]) => piece).sort()).toEqual(vocab.map(([piece]) => piece).sort());
  const scores = new Map(ours.vocab);
  for (const [piece, score] of vocab) expect(scores.get(piece)).toBeCloseTo(score, 2);
}
