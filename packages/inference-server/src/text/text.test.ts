import { checkpoint } from "@llm-course/hub";
import "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { expect, test } from "vitest";
import { merge } from "./merge.ts";
import { StopFinder } from "./stop-finder.ts";
import { TokenText } from "./token-text.ts";

test.each(["Once upon a time", "naïve café — déjà vu 🤗👩‍👩‍👧 end", "中文字符", "a  b\n\n c", "", "🤗"])(
  "the texts of the tokens are together the text, and break no character: %j",
  async (text) => {
    const tokenizer = await AutoTokenizer.fromPretrained((await checkpoint("llm-course/english")).path);
    const ids = await tokenizer.encode(text);
    const texts = new TokenText((some) => tokenizer.decode(some));
    const pieces = ids.map((id) => texts.put(id));
    expect(pieces.join("") + texts.end()).toBe(text);
    for (const piece of pieces) expect(piece).not.toContain("\uFFFD");
  },
);

test("what is not complete at the end is given as it is", async () => {
  const tokenizer = await AutoTokenizer.fromPretrained((await checkpoint("llm-course/english")).path);
  const ids = (await tokenizer.encode("ok 🤗")).slice(0, -1);
  const texts = new TokenText((some) => tokenizer.decode(some));
  const pieces = ids.map((id) => texts.put(id));
  expect(pieces.join("") + texts.end()).toBe(tokenizer.decode(ids));
});

/** Looks at the text letter by letter, as a reference. */
function reference(text: string, stops: readonly string[]): string {
  for (let end = 0; end <= text.length; end++) {
    const ending = stops.filter((stop) => text.slice(0, end).endsWith(stop));
    if (ending.length > 0) return text.slice(0, end - Math.max(...ending.map(({ length }) => length)));
  }
  return text;
}

test("a stop is found however the text is cut into pieces, and nothing of it is given", () => {
  let state = 1;
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: random(30) }, () => "abc"[random(3)]).join("");
    const stops = Array.from({ length: 1 + random(3) }, () =>
      Array.from({ length: 1 + random(5) }, () => "abc"[random(3)]).join(""),
    );
    const finder = new StopFinder(stops);
    let given = "";
    let stopped = false;
    for (let at = 0; at < text.length && !stopped; ) {
      const length = 1 + random(4);
      const { text: ready, stop } = finder.put(text.slice(at, at + length));
      given += ready;
      stopped = stop !== undefined;
      at += length;
      expect(reference(text, stops).startsWith(given)).toBe(true);
    }
    if (!stopped) given += finder.end();
    expect([text, stops, given]).toEqual([text, stops, reference(text, stops)]);
  }
});

test("merged values come as they are ready, and leaving the loop ends all", async () => {
  const ended: number[] = [];
  const count = async function* (ms: number, upTo: number, name: number) {
    try {
      for (let i = 0; i < upTo; i++) {
        await new Promise((resolve) => setTimeout(resolve, ms));
        yield i;
      }
    } finally {
      ended.push(name);
    }
  };
  const values: string[] = [];
  for await (const { index, value } of merge([count(1, 3, 0), count(1, 2, 1)]))
    values.push(`${index}:${value}`);
  expect(values.toSorted()).toEqual(["0:0", "0:1", "0:2", "1:0", "1:1"]);
  for await (const _ of merge([count(1, 100, 2), count(1, 100, 3)])) break;
  expect(ended.toSorted()).toEqual([0, 1, 2, 3]);
});
