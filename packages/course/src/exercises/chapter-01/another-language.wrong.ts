import type { WrongAnswerCase } from "../define-exercise.ts";
import { models } from "../models.ts";
import type { AnotherLanguage } from "./another-language.ts";

const right = { maxNewTokens: 12, returnFullText: false };
const code =
  (options: object, change: (text: string, start: string) => unknown = (text) => text): AnotherLanguage =>
  async (start) => {
    const [made] = await (await models.writeCode())(start, { ...right, ...options });
    return change(made?.generated_text ?? "", start) as string;
  };

export const wrong: WrongAnswerCase<AnotherLanguage>[] = [
  { name: "a text", answer: "a: string)", says: /a function/ },
  { name: "with the start", answer: code({ returnFullText: true }), says: /Leave the start out/ },
  {
    name: "the English model",
    answer: async (start) => (await (await models.writeEnglish())(start, right))[0]?.generated_text ?? "",
    says: /the model for programs/,
  },
  { name: "by chance", answer: code({ doSample: true, seed: 3 }), says: /without `doSample`/ },
  { name: "by beams", answer: code({ numBeams: 3 }), says: /options as they are/ },
  { name: "fewer tokens", answer: code({ maxNewTokens: 6 }), says: /too short/ },
  { name: "more tokens", answer: code({ maxNewTokens: 20 }), says: /too long/ },
  {
    name: "length counted with the start",
    answer: code({ maxNewTokens: undefined, maxLength: 12 }),
    says: /too short/,
  },
  { name: "trimmed", answer: code({}, (text) => text.trim()), says: /part of what the model wrote/ },
  {
    name: "the answer's object",
    answer: code({}, (generated_text) => ({ generated_text })),
    says: /should give a string/,
  },
  { name: "a list", answer: code({}, (text) => [text]), says: /should give a string/ },
  { name: "nothing", answer: async () => "", says: /too short/ },
  { name: "the start again", answer: async (start) => start, says: /model for programs/ },
];
