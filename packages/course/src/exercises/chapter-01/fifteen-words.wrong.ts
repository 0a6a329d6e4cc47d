import type { WrongAnswerCase } from "../define-exercise.ts";
import type { FifteenWords } from "./fifteen-words.ts";

const enough = { numReturnSequences: 2, doSample: true, minNewTokens: 60, maxNewTokens: 80 };
const first15 = (text: string) => text.split(/\s+/).slice(0, 15).join(" ");
const withOptions =
  (options: object, cut: (text: string) => string = first15): FifteenWords =>
  async (write, prompt, seed) =>
    (await write(prompt, { seed, ...options })).map(({ generated_text }) => cut(generated_text as string));

export const wrong: WrongAnswerCase<FifteenWords>[] = [
  { name: "two texts", answer: ["The ship", "The ship"], says: /a function/ },
  {
    name: "15 tokens instead of words",
    answer: withOptions(
      { numReturnSequences: 2, doSample: true, maxLength: 15, minNewTokens: 15 },
      (text) => text,
    ),
    says: /words instead of 15.*not tokens/,
  },
  {
    name: "15 new tokens",
    answer: withOptions({ ...enough, minNewTokens: 15, maxNewTokens: 15 }, (text) => text),
    says: /words instead of 15/,
  },
  {
    name: "lets the model end early",
    answer: withOptions({ ...enough, minNewTokens: 0 }),
    says: /the model may end early/,
  },
  {
    name: "15 words after the prompt",
    answer: async (write, prompt, seed) =>
      (await write(prompt, { ...enough, seed })).map(({ generated_text }) => {
        const text = generated_text as string;
        return prompt + text.slice(prompt.length).split(" ").slice(0, 16).join(" ");
      }),
    says: /has 23 words/,
  },
  {
    name: "14 words",
    answer: withOptions(enough, (text) => text.split(" ").slice(0, 14).join(" ")),
    says: /has 14 words/,
  },
  {
    name: "no prompt",
    answer: withOptions({ ...enough, returnFullText: false }, (text) => first15(text.trim())),
    says: /begin with the prompt/,
  },
  { name: "one text", answer: withOptions({ ...enough, numReturnSequences: 1 }), says: /two strings/ },
  {
    name: "no chance",
    answer: withOptions({ ...enough, doSample: false }),
    says: /stopped with RangeError: numReturnSequences/,
  },
  {
    name: "the same text twice",
    answer: async (write, prompt, seed) => {
      const [text] = await withOptions({ ...enough, numReturnSequences: 1 })(write, prompt, seed);
      return [text as string, text as string];
    },
    says: /are the same/,
  },
  {
    name: "no seed",
    answer: async (write, prompt) => withOptions({ ...enough, seed: undefined })(write, prompt, 0),
    says: /other texts the second time/,
  },
  {
    name: "always the same seed",
    answer: withOptions({ ...enough, seed: 42 }),
    says: /Different seeds gave the same/,
  },
  {
    name: "fills up with words of its own",
    answer: withOptions({ ...enough, minNewTokens: 0 }, (text) => first15(`${text}${" so".repeat(15)}`)),
    says: /never wrote/,
  },
  {
    name: "as many tokens as just fit, so that a word is cut",
    answer: async (write, prompt, seed) => {
      const size = (text: string) => text.split(" ").length;
      for (let maxNewTokens = 2; ; maxNewTokens++) {
        const made = await withOptions({ ...enough, minNewTokens: maxNewTokens, maxNewTokens })(
          write,
          prompt,
          seed,
        );
        if (made.every((text) => size(text) >= 15)) return made;
      }
    },
    says: /is cut off/,
  },
  {
    name: "what the pipeline gave",
    answer: async (write, prompt, seed) => (await write(prompt, { ...enough, seed })) as never,
    says: /two strings/,
  },
];
