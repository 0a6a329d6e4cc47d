import type { PreTrainedTokenizer } from "@llm-course/tokenizers";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";
import { bertAndGpt2 } from "./tokenizers.ts";

/** What of a tokenizer the answer may use. */
export type Decoder = Pick<PreTrainedTokenizer, "decode">;
export type Answer = (tokenizer: Decoder, ids: number[]) => Awaitable<string[]>;

/** What bytes that are no whole character are decoded to. */
const replacement = "\ufffd";

const texts: readonly [text: string, why: string][] = [
  ["Nobody had heard of it before.", "Here each token is whole characters, and has its text at once."],
  ["Ça coûte ½ €, „bitte“ …", "Some characters are one token, others two."],
  ["Tokyo is written 東京, Beijing 北京.", "A character may have three bytes, and as many tokens."],
  ["👩‍👩‍👧 went 🤗🎉 to 😀😀", "Of an emoji the first tokens say nothing yet; the last one has all of it."],
  ["Ω ≠ ẞ. No more 🦉 after this.", "Waiting ends with the character: the text behind it comes at once."],
  ["a \ufffd that was there, and more", "A text may have a � of its own, and goes on behind it."],
  ["", "No ids have no pieces."],
];

export const textInPieces = defineExercise<Answer>({
  id: "6.bug",
  title: "Find the bug: a text that comes in pieces",
  prompt: `
A model writes one token after the other, and nobody likes to wait for the last. This should give what to write for each id:

\`\`\`ts
function piecesOf(tokenizer: PreTrainedTokenizer, ids: number[]) {
  return ids.map((id) => tokenizer.decode([id]));
}
\`\`\`

The cell above shows what goes wrong. Mend it; the answer is the function. The tokenizer is a byte-level one, such as GPT-2's.

- There is one string for each id; it may be empty.
- Joined they are \`tokenizer.decode(ids)\`, also where the ids end within a character.
- Nothing waits longer than it must: where the ids so far are whole characters, so are the strings so far all of their text.
`,
  hints: [
    'Look at the tokens: `await gpt2.tokenize("東")`. How many characters are they, how many tokens, and what is one of the tokens by itself?',
    "An id that ends within a character can say nothing yet. Keep it, and decode it together with those that follow.",
    '`tokenizer.decode(waiting).endsWith("\\ufffd")` is true as long as the ids that wait end within a character. The last id waits for nobody.',
  ],
  solution: "notebooks/solutions/06/text-in-pieces.ts",
  async check(answer) {
    mustBeFunction(answer, "(tokenizer, ids) => [string, …]");
    const [, gpt2] = await bertAndGpt2();
    for (const [text, why] of texts) await look(answer, gpt2, await gpt2.encode(text), why);
    const cut = (await gpt2.encode("A café, or a 喫茶店")).slice(0, -1);
    const rest = "The ids end within a character: the last string has what is left, so that nothing is lost.";
    for (const ids of [cut, cut.slice(-2)]) await look(answer, gpt2, ids, rest);
  },
});

async function look(answer: Answer, tokenizer: Decoder, ids: readonly number[], why: string): Promise<void> {
  const whole = tokenizer.decode([...ids]);
  const call = `answer(gpt2, ${show(ids)})`;
  const given: unknown = await attempt(call, () => answer(tokenizer, [...ids]));
  const isList = Array.isArray(given) && given.every((piece) => typeof piece === "string");
  if (!isList || given.length !== ids.length)
    throw new WrongAnswer(
      `\`${call}\` should give a list of ${ids.length} strings, one for each id; it gave \`${show(given)}\`.`,
    );
  const pieces: readonly string[] = given;
  const of = `the ${ids.length} ids of ${JSON.stringify(whole)}`;
  expectSame(pieces.join(""), whole, `${why} For ${of} the strings should be that text, joined.`);
  for (const i of ids.keys()) {
    const due = tokenizer.decode(ids.slice(0, i + 1));
    if (due.endsWith(replacement)) continue; // within a character, or behind what looks like it
    const said = pieces.slice(0, i + 1).join("");
    expectSame(said, due, `${why} After ${i + 1} of ${of} the characters are whole, and their text is due.`);
  }
}
