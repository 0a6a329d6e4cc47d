import { TextStreamer as TheirStreamer } from "@huggingface/transformers";
import { expect, test } from "vitest";
import { byteTokenizer } from "../../test/byte-tokenizer.ts";
import { TextStreamer } from "./text-streamer.ts";

const tokenizer = byteTokenizer();

function pieces(ids: readonly number[]): string[] {
  const streamer = new TextStreamer(tokenizer);
  return [...ids.map((id) => streamer.put(id)), streamer.end()].filter((piece) => piece !== "");
}

function theirPieces(ids: readonly number[]): string[] {
  const all: string[] = [];
  const streamer = new TheirStreamer(tokenizer as never, {
    callback_function: (piece: string) => void all.push(piece),
  });
  // The first tokens are taken for the prompt, which is given at once.
  streamer.put([[]]);
  for (const id of ids) streamer.put([[BigInt(id)]]);
  streamer.end();
  return all.filter((piece) => piece !== "");
}

const texts = [
  "Once upon a time",
  "naïve café — déjà vu 🤗🤗 end",
  "a line\nand another \n\n",
  "中文字符，和 English words",
  "no-space-at-all",
  "",
];

test.each(texts)("the pieces of %j are those of transformers.js", (text) => {
  const ids = tokenizer.encode(text);
  expect(pieces(ids)).toEqual(theirPieces(ids));
  expect(pieces(ids).join("")).toBe(text);
});

test("no piece breaks a character or a word", () => {
  const text = "schöne größere Wörter 🤗👩‍👩‍👧 fin";
  const found = pieces(tokenizer.encode(text));
  expect(found).toEqual(["schöne ", "größere ", "Wörter ", "🤗👩‍👩‍👧 ", "fin"]);
});

test("characters of scripts without spaces come one by one", () => {
  expect(pieces(tokenizer.encode("日本です。"))).toEqual(["日", "本", "で", "す", "。"]);
});

test("special tokens are left out unless asked for", () => {
  const ids = [...tokenizer.encode("the end"), 300];
  expect(pieces(ids).join("")).toBe("the end");
  const streamer = new TextStreamer(tokenizer, { skipSpecialTokens: false });
  expect([...ids.map((id) => streamer.put(id)), streamer.end()].join("")).toBe("the end</s>");
});
