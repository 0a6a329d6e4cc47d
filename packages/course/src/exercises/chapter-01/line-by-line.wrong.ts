import type { WrongAnswerCase } from "../define-exercise.ts";
import type { LineByLine, Translator } from "./line-by-line.ts";

const one = async (translate: Translator, line: string) =>
  line === "" ? "" : ((await translate(line))[0]?.translation_text ?? "");
const each =
  (give: (lines: string[], text: string) => unknown): LineByLine =>
  async (translate, text) =>
    give(await Promise.all(text.split("\n").map((line) => one(translate, line))), text) as string;

export const wrong: WrongAnswerCase<LineByLine>[] = [
  { name: "a text", answer: "Bonjour", says: /a function/ },
  { name: "the whole letter at once", answer: one, says: /a letter of 1 lines, it has 2/ },
  {
    name: "empty lines, too",
    answer: async (translate, text) =>
      (await translate(text.split("\n"))).map(({ translation_text }) => translation_text).join("\n"),
    says: /stopped with TypeError: a text that is not empty/,
  },
  {
    name: "without the empty lines",
    answer: each((lines) => lines.filter((line) => line !== "").join("\n")),
    says: /Empty lines count/,
  },
  {
    name: "empty lines become one",
    answer: each((lines) => lines.join("\n").replace(/\n{3,}/g, "\n\n")),
    says: /a letter of 5 lines, it has 6/,
  },
  {
    name: "without the end's line break",
    answer: each((lines) => lines.join("\n").trimEnd()),
    says: /at the end as well/,
  },
  { name: "joined by spaces", answer: each((lines) => lines.join(" ")), says: /a letter of 1 lines/ },
  { name: "joined by commas", answer: each((lines) => String(lines)), says: /a letter of 1 lines/ },
  { name: "a list of lines", answer: each((lines) => lines), says: /one string/ },
  { name: "the first line alone", answer: each(([line]) => line), says: /it has 2/ },
  {
    name: "the other way round",
    answer: each((lines) => lines.toReversed().join("\n")),
    says: /Line 1 of .* should be/,
  },
  {
    name: "nothing translated",
    answer: async (_, text) => text,
    says: /Line 1 of .*should be what `translate` makes/,
  },
  {
    name: "in the order in which they are done",
    answer: async (translate, text) => {
      const done: string[] = [];
      await Promise.all(text.split("\n").map(async (line) => done.push(await one(translate, line))));
      return done.join("\n");
    },
    says: /Line \d of .*should be what/,
  },
  {
    name: "a line twice is kept once",
    answer: each((lines) =>
      lines.map((line, i) => (line !== "" && lines.indexOf(line) < i ? "" : line)).join("\n"),
    ),
    says: /Line 4/,
  },
  {
    name: "promises as text",
    answer: async (translate, text) =>
      text
        .split("\n")
        .map((line) => one(translate, line))
        .join("\n"),
    says: /\[object Promise\]/,
  },
];
