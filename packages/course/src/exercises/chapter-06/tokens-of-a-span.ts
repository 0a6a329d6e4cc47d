import type { BatchEncoding } from "@llm-course/tokenizers";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import { bertAndGpt2 } from "./tokenizers.ts";

export type Answer = (
  encoding: BatchEncoding,
  start: number,
  end: number,
) => Awaitable<readonly [first: number, behind: number] | undefined>;

const question = "Who wrote the letter to Mina, and when?";
const context =
  "In March the unbelievable Abraham van Helsing 😀 sent a telegram; Mina Harker wrote to Lucy Westenra in May.";

const spans: readonly [part: string, why: string][] = [
  [
    "telegram",
    "Most answers are a few tokens in the second text: ask for that sequence, not for the question's.",
  ],
  ["Abraham van Helsing", "An answer may have several words. The end is that of its last word."],
  ["Mina", "The words may occur in the question as well: only the second text counts."],
  ["unbelievable", "A word may have several tokens, all of which are part of it."],
  ["In", "An answer may begin with the very first letter."],
  ["Lucy Westenra in May.", "`end` is behind the last character: there may be no character at it."],
];

export const tokensOfASpan = defineExercise<Answer>({
  id: "6.3.2",
  title: "From characters to tokens",
  prompt: `A model that answers questions learns from *tokens*, and people mark answers by *characters*. Write
\`tokensOf(encoding, start, end)\`: \`encoding\` is of a pair, a question and a text, and the answer is
\`text.slice(start, end)\` of the **second** one. Give \`[first, behind]\`, so that
\`encoding.tokens().slice(first, behind)\` are the answer's tokens; and \`undefined\` where a part of it was cut off by
truncation. Answers neither begin nor end with white space.

\`\`\`ts
const encoding = await bert("Where is Mina?", "Mina is in Whitby.");
tokensOf(encoding, 11, 17); // [10, 12]: "whit", "##by"
\`\`\``,
  hints: [
    "`encoding.charToToken(row, char, sequence)` gives the token of a character; `sequence` is 0 for the first text of a pair, and 1 for the second.",
    "The last character of the answer is at `end - 1`. The token behind it is one more.",
    "`charToToken` gives `null` for a character that was cut off. Token 0 is a token, so compare with `null`.",
  ],
  solution: "notebooks/solutions/06/tokens-of-a-span.ts",
  async check(answer) {
    mustBeFunction(answer, "(encoding, start, end) => …");
    for (const tokenizer of await bertAndGpt2()) {
      const pair = await tokenizer([question], [context], { returnOffsetsMapping: true });
      const look = async (encoding: typeof pair, part: string, why: string, isCut = false) => {
        const start = context.lastIndexOf(part);
        const end = start + part.length;
        const given = await attempt(`answer(encoding, ${start}, ${end})`, () => answer(encoding, start, end));
        const expected = isCut ? undefined : bySpans(encoding, start, end);
        expectSame(
          given,
          expected,
          `${why} The answer was ${JSON.stringify(part)}, from ${start} to ${end}.`,
        );
      };
      for (const [part, why] of spans) await look(pair, part, why);
      const long = { truncation: "only_second", maxLength: 32, returnOffsetsMapping: true } as const;
      const cut = await tokenizer([question], [context], long);
      const none = "Of an answer that is cut off, wholly or in part, there are no tokens: give `undefined`.";
      for (const part of [context.slice(context.indexOf("Abraham")), "Westenra"])
        await look(cut, part, none, true);
      await look(cut, "March", "What comes before the cut is still there.");
      const bare = await tokenizer([""], [context], { addSpecialTokens: false, returnOffsetsMapping: true });
      await look(bare, "In", "The first token has the number 0.");
    }
  },
});

/** All tokens of the second text that share a character with the span. */
function bySpans(encoding: BatchEncoding<number[][]>, start: number, end: number): [number, number] {
  const spans = encoding.offset_mapping?.[0] ?? [];
  const inside = encoding.sequenceIds(0).flatMap((sequence, i) => {
    const [from, to] = spans[i] ?? [0, 0];
    return sequence === 1 && from < end && to > start ? [i] : [];
  });
  return [Math.min(...inside), Math.max(...inside) + 1];
}
