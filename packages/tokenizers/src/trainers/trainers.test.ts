import { describe, expect, it } from "vitest";
import {
  DuplicateSpecialTokenError,
  EmptyCorpusError,
  TrainerOptionsError,
  type TrainingProgress,
  trainBpe,
  trainUnigram,
  trainWordLevel,
  trainWordPiece,
  VocabularyTooSmallError,
  WordCountError,
} from "./index.ts";

const words = new Map([
  ["hug", 10],
  ["pug", 5],
  ["pun", 12],
  ["bun", 4],
  ["hugs", 5],
]);

describe.each([
  ["BPE", trainBpe, 7],
  ["WordPiece", trainWordPiece, 11],
  ["Unigram", trainUnigram, 7],
] as const)("the %s trainer", (name, train, alphabet) => {
  it("needs words", () => {
    expect(() => train(new Map())).toThrow(EmptyCorpusError);
    expect(() => train(new Map([["", 3]]))).toThrow(
      `no words to train on, give texts that are not empty: ${name}`,
    );
  });

  it("needs room for special tokens and alphabet", () => {
    const specialTokens = ["<s>", "</s>"];
    const vocabSize = alphabet + specialTokens.length;
    expect(Object.keys(train(words, { vocabSize, specialTokens }).model.vocab)).toHaveLength(vocabSize);
    const tooSmall = () => train(words, { vocabSize: vocabSize - 1, specialTokens });
    expect(tooSmall).toThrow(VocabularyTooSmallError);
    expect(tooSmall).toThrow(new RegExp(`raise vocabSize to ${vocabSize} or more.*: ${vocabSize - 1}$`));
  });

  it("refuses special tokens given twice, and options it does not know", () => {
    expect(() => train(words, { specialTokens: ["<s>", { content: "<s>", lstrip: true }] })).toThrow(
      new DuplicateSpecialTokenError("<s>"),
    );
    expect(() => train(words, { vocabSize: 0 })).toThrow(TrainerOptionsError);
    expect(() => train(words, { vocabSize: 20.5 })).toThrow(/vocabSize: .*, given 20.5/);
    expect(() => train(words, { vocabsize: 20 } as object)).toThrow(/"vocabsize"/);
    expect(() => train(words, { initialAlphabet: ["ab"] })).toThrow(/initialAlphabet\.0: expected a single/);
    expect(() => train(words, { initialAlphabet: ["\ud800"] })).toThrow(TrainerOptionsError);
  });

  it("refuses counts that are none", () => {
    for (const count of [0, -1, 1.5, Number.NaN])
      expect(() => train(new Map([["hug", count]]))).toThrow(new WordCountError("hug", count));
  });

  it("reports each stage from its beginning to its end", () => {
    const reports: TrainingProgress[] = [];
    train(words, { vocabSize: 14, onProgress: (progress) => reports.push(progress) });
    for (const stage of new Set(reports.map((report) => report.stage))) {
      const own = reports.filter((report) => report.stage === stage);
      expect(own[0]?.done).toBe(0);
      expect(own.every(({ done, total }) => done <= total)).toBe(true);
    }
    expect(reports.at(-1)?.done).toBe(reports.at(-1)?.total);
  });

  it("takes half a surrogate pair for U+FFFD, and any word for a token", () => {
    const odd = new Map([
      ["a\ud800b", 2],
      ["__proto__", 3],
      ["constructor", 3],
    ]);
    const { model } = train(odd, { vocabSize: 200 });
    const tokens = model.type === "Unigram" ? model.vocab.map(([piece]) => piece) : Object.keys(model.vocab);
    expect(tokens.every((token) => token.isWellFormed())).toBe(true);
    expect(tokens.some((token) => token.includes("\ufffd"))).toBe(true);
    if (model.type !== "Unigram") expect(Object.hasOwn(model.vocab, "__proto__")).toBe(true);
  });

  it("gives the same for the same words", () => {
    expect(train(words, { vocabSize: 13 })).toEqual(train(new Map(words), { vocabSize: 13 }));
  });
});

describe("trainUnigram", () => {
  it("puts the unknown token first unless it is a special token, for whose content it leaves no other piece", () => {
    const first = trainUnigram(words, { vocabSize: 12, unkToken: "<unk>", specialTokens: ["<s>"] }).model;
    expect(first.vocab.slice(0, 2)).toEqual([
      ["<unk>", 0],
      ["<s>", 0],
    ]);
    expect(first.unk_id).toBe(0);
    const second = trainUnigram(words, {
      vocabSize: 12,
      unkToken: "hug",
      specialTokens: ["<s>", "hug"],
    }).model;
    expect(second.unk_id).toBe(1);
    expect(second.vocab.filter(([piece]) => piece === "hug")).toEqual([["hug", 0]]);
    const third = trainUnigram(words, { vocabSize: 10, specialTokens: ["h"] }).model;
    expect(third.vocab.filter(([piece]) => piece === "h")).toEqual([["h", 0]]);
    expect(third.vocab).toHaveLength(10);
  });

  it("keeps words together whose paths are less probable than the smallest float", () => {
    const random = (state: number) => (Math.imul(state, 48271) >>> 0) % 0x7fffffff;
    let state = 7;
    const letter = () => {
      state = random(state);
      return String.fromCodePoint(0x4e00 + (state % 500));
    };
    const long = Array.from({ length: 40 }, () => Array.from({ length: 300 }, letter).join(""));
    const repeated = long.map((word): [string, number] => [word.slice(0, 150) + word.slice(0, 150), 2]);
    const { model } = trainUnigram(new Map(repeated), { vocabSize: 2000 });
    expect(model.vocab.every(([, score]) => Number.isFinite(score))).toBe(true);
    expect(model.vocab.some(([piece]) => piece.length === 16)).toBe(true);
  });
});

describe("trainWordLevel", () => {
  it("takes the most frequent words, a special token once", () => {
    const odd = new Map([...words, ["pug", 12], ["<unk>", 50]] as [string, number][]);
    const { model } = trainWordLevel(odd, { vocabSize: 4, specialTokens: ["<unk>"] });
    expect(model.vocab).toEqual({ "<unk>": 0, pug: 1, pun: 2, hug: 3 });
    expect(() => trainWordLevel(words, { vocabSize: 1, specialTokens: ["a", "b"] })).toThrow(
      VocabularyTooSmallError,
    );
    expect(() => trainWordLevel(new Map())).toThrow(EmptyCorpusError);
  });
});
