import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Decoder } from "./text-in-pieces.ts";

const singly = (tokenizer: Decoder, ids: number[]) => ids.map((id) => tokenizer.decode([id]));

/** Our answer, but for what ends the waiting and what is said at the end. */
const waiting =
  (isOver: (text: string, ids: number[]) => boolean, flush = true): Answer =>
  (tokenizer, ids) => {
    let held: number[] = [];
    return ids.map((id, i) => {
      held.push(id);
      const text = tokenizer.decode(held);
      if (!isOver(text, held) && !(flush && i === ids.length - 1)) return "";
      held = [];
      return text;
    });
  };
const right = waiting((text) => !text.endsWith("\ufffd"));

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "a text instead of the function", answer: "東京", says: /is a function/ },
  { name: "the program as it was", answer: singly, says: /some characters are one token, others two/i },
  {
    name: "takes out what looks broken",
    answer: (tokenizer, ids) => singly(tokenizer, ids).map((piece) => piece.replaceAll("\ufffd", "")),
    says: /gives 'a coûte ½ €, bitte/,
  },
  {
    name: "says nothing for broken tokens",
    answer: (tokenizer, ids) =>
      singly(tokenizer, ids).map((piece) => (piece.includes("\ufffd") ? "" : piece)),
    says: /others two/,
  },
  {
    name: "all of it at the end",
    answer: (tokenizer, ids) => ids.map((_, i) => (i === ids.length - 1 ? tokenizer.decode(ids) : "")),
    says: /has its text at once.*After 1 of.*is due/,
  },
  {
    name: "all of it at the beginning",
    answer: (tokenizer, ids) => ids.map((_, i) => (i === 0 ? tokenizer.decode(ids) : "")),
    says: /After 1 of/,
  },
  {
    name: "the text so far each time",
    answer: (tokenizer, ids) => ids.map((_, i) => tokenizer.decode(ids.slice(0, i + 1))),
    says: /has its text at once.*that text, joined/,
  },
  {
    name: "what the text so far has more than before, broken or not",
    answer: (tokenizer, ids) =>
      ids.map((_, i) =>
        tokenizer.decode(ids.slice(0, i + 1)).slice(tokenizer.decode(ids.slice(0, i)).length),
      ),
    says: /others two.*joined/,
  },
  {
    name: "waits for one more token only",
    answer: waiting((text, held) => !text.endsWith("\ufffd") || held.length === 2),
    says: /three bytes, and as many tokens/,
  },
  {
    name: "waits for a space",
    answer: waiting((text) => text.endsWith(" ") || text.endsWith(".")),
    says: /has its text at once.*is due/,
  },
  {
    name: "waits wherever there is a �, for good",
    answer: (tokenizer, ids) => {
      let said = "";
      return ids.map((_, i) => {
        const text = tokenizer.decode(ids.slice(0, i + 1));
        if (text.includes("\ufffd") && i < ids.length - 1) return "";
        const piece = text.slice(said.length);
        said = text;
        return piece;
      });
    },
    says: /a � of its own.*is due/,
  },
  {
    name: "loses what waits at the end",
    answer: waiting((text) => !text.endsWith("\ufffd"), false),
    says: /end within a character.*nothing is lost/,
  },
  {
    name: "leaves empty strings out",
    answer: async (tokenizer, ids) => (await right(tokenizer, ids)).filter(Boolean),
    says: /one for each id/,
  },
  {
    name: "without the spaces",
    answer: async (tokenizer, ids) => (await right(tokenizer, ids)).map((piece) => piece.trim()),
    says: /gives 'Nobodyhad/,
  },
  {
    name: "the characters of the text",
    answer: (tokenizer, ids) => [...tokenizer.decode(ids)],
    says: /a list of 7 strings/,
  },
  {
    name: "one string",
    answer: ((tokenizer: Decoder, ids: number[]) => tokenizer.decode(ids)) as never,
    says: /it gave `'Nobody/,
  },
  { name: "the ids", answer: ((_: Decoder, ids: number[]) => ids) as never, says: /a list of 7 strings/ },
  {
    name: "throws",
    answer: (tokenizer) => (tokenizer as never as { stream(): never }).stream(),
    says: /stopped with TypeError/,
  },
];
