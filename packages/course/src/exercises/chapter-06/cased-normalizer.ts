import { attempt } from "../attempt.ts";
import { expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";

export interface Answer {
  normalizeStr(text: string): string;
}

const looks: readonly [text: string, expected: string, why: string][] = [
  ["Whitby is NOT Exeter", "Whitby is NOT Exeter", "The model is cased: capitals stay."],
  ["Zoë à Málaga", "Zoë à Málaga", "Accents stay as well: a peach (pêche) is no sin (péché)."],
  [
    "Zoe\u0308",
    "Zoë",
    "A letter and its accent may come as two characters; composed forms (NFC, NFKC) make them one.",
  ],
  [
    "ﬁle №５ ｋｍ²",
    "file No5 km2",
    "Ligatures, full-width letters and the like become the usual characters: a *compatibility* form, with a K in its name.",
  ],
  [
    "“so”, she said, „well”",
    '"so", she said, "well"',
    "All of the double quotes “ ” „ become the straight one.",
  ],
  [
    "don’t say ‘never’",
    "don't say 'never'",
    "The single quotes ‘ ’ become the straight one, also as an apostrophe.",
  ],
  ["two  spaces,   three", "two spaces, three", "A run of spaces becomes one."],
  [
    "a\tb\n\n c\r\nd",
    "a b c d",
    "White space is more than spaces: tabs and line ends, too, and runs of all of them together.",
  ],
  [
    "a\u00a0\u00a0b \u3000c",
    "a b c",
    "Other scripts and web pages have spaces of their own, such as the non-breaking one.",
  ],
  ["  in the middle \n", "in the middle", "There is none at the beginning and at the end."],
  ["", "", "No text is no text."],
];

export const casedNormalizer = defineExercise<Answer>({
  id: "6.4.1",
  title: "A normalizer for a cased model",
  prompt: `Build a normalizer for posts of a forum, to be read by a **cased** model. The answer is the normalizer, an object with
\`normalizeStr(text)\`, put together from \`normalizers\` of \`@llm-course/tokenizers\`:

- capitals and accents stay, and each accented letter is one character;
- compatible forms become the usual ones: \`ﬁ\` two letters, \`５\` a 5, \`²\` a 2;
- the double quotes “ ” „ become \`"\`, the single ones ‘ ’ become \`'\`;
- each run of white space, of any kind, becomes one space, and there is none at the ends.

\`\`\`ts
answer.normalizeStr("  “Café,\\t ﬁne”  "); // '"Café, fine"'
\`\`\``,
  hints: [
    "`new normalizers.Sequence([…])` applies several, one after the other. Which of NFC, NFD, NFKC and NFKD composes accents *and* makes forms compatible?",
    '`new normalizers.Replace(new Regex("…"), "…")` takes a pattern: `[“”„]` is one of three characters, `\\\\s+` a run of white space.',
    "`new normalizers.Strip()` deletes white space at both ends.",
  ],
  solution: "notebooks/solutions/06/cased-normalizer.ts",
  async check(answer) {
    if (typeof (answer as Partial<Answer> | null)?.normalizeStr !== "function")
      throw new WrongAnswer(
        `The answer is a normalizer, an object with \`normalizeStr\`; what you gave is ${show(answer)}.`,
      );
    for (const [text, expected, why] of looks) {
      const call = `answer.normalizeStr(${JSON.stringify(text)})`;
      expectSame(
        await attempt(call, () => answer.normalizeStr(text)),
        expected,
        `${why} Look at \`${call}\`.`,
      );
    }
    const all = looks.map(([text]) => text).join(" ");
    const expected = looks
      .map(([, text]) => text)
      .filter(Boolean)
      .join(" ");
    expectSame(
      await attempt("answer.normalizeStr(…)", () => answer.normalizeStr(all)),
      expected,
      "All of it in one text.",
    );
  },
});
