import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CardSyntaxError } from "./errors.ts";
import { parseCard } from "./parse-card.ts";
import { renderCard } from "./render-card.ts";

const fence = (yaml: string) => `---\n${yaml}\n---\n`;

describe("parseCard", () => {
  it("gives the metadata and the text after it", () => {
    const text = "---\nlicense: mit\ntags:\n- a\n- b\n---\n\n# Title\n\n---\n\nmore\n";
    expect(parseCard(text)).toEqual({
      data: { license: "mit", tags: ["a", "b"] },
      body: "\n# Title\n\n---\n\nmore\n",
      source: text,
    });
  });

  it.each([
    ["no front matter", "# Title\n", {}, "# Title\n"],
    ["one that is not closed", "---\nlicense: mit\n", {}, "---\nlicense: mit\n"],
    ["a closing fence with text behind it", "---\na: 1\n---oops\n", {}, "---\na: 1\n---oops\n"],
    ["an empty one", "---\n---\nbody", {}, "body"],
    ["one of comments only", "---\n# nothing\n---\nbody", {}, "body"],
    ["no line break at the end", "---\na: 1\n---", { a: 1 }, ""],
    ["lines before it", "\n\n---\na: 1\n---\nbody", { a: 1 }, "body"],
    ["CRLF", "---\r\na: x\r\nb: |\r\n  one\r\n---\r\nbody\r\n", { a: "x", b: "one\n" }, "body\r\n"],
    ["a byte order mark", "\uFEFF---\na: 1\n---\nbody", { a: 1 }, "body"],
    ["a byte order mark and no front matter", "\uFEFFbody", {}, "body"],
    ["a line of four dashes", "---\na: 1\n----\nb: 2\n", {}, "---\na: 1\n----\nb: 2\n"],
    ["keys that are numbers", fence("a: { 0: no, 1: yes }"), { a: { 0: "no", 1: "yes" } }, ""],
    ["aliases", fence("a: &x [1]\nb: *x"), { a: [1], b: [1] }, ""],
  ])("reads a card with %s", (_, text, data, body) => {
    expect(parseCard(text)).toEqual({ data, body, source: text });
  });

  it.each([
    ["a tab", "a:\n\tb: 1", 3, /[Tt]ab/],
    ["what is no YAML", "a: [1\nb: 2", 3, /./],
    ["a key twice", "a: 1\nb: 2\na: 3", 4, /"a" is there twice/],
    ["a key twice inside", "a:\n  b: 1\n  b: 2", 4, /"b" is there twice/],
    ["__proto__", "a: 1\n__proto__: { admin: true }", 3, /__proto__/],
    ["__proto__ inside", "a:\n  __proto__: 1", 3, /__proto__/],
    ["a list as a key", "a: 1\n? [b, c]\n: 2", 3, /a key that is a name/],
    ["no key", "a: 1\n: 2", 3, /a key that is a name/],
    ["a list", "- a\n- b", 2, /a mapping/],
    ["text", "only words", 2, /a mapping/],
    ["an alias of nothing", "a: *x", 2, /x/],
    ["an alias of what it is in", "a: &x [1, *x]", 2, /in itself/],
    ["many aliases", `a: &x 1\nb: [${"*x, ".repeat(200)}]`, 3, /at most 100 aliases/],
    [
      "aliases of aliases of aliases",
      `a0: &a0 [1]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`).join("\n")}`,
      3,
      /aliases that expand to less/,
    ],
    ["deep brackets", `a: ${"[".repeat(100_000)}`, 2, /64 levels/],
    ["deep lists", `a:\n ${"- ".repeat(100_000)}x`, 3, /64 levels/],
    [
      "deep mappings",
      Array.from({ length: 200 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
      64,
      /64 levels/,
    ],
    ["two million characters", `a: ${"x".repeat(2e6)}`, 2, /at most 1048576 characters/],
    ["two documents", "a: 1\n...\nb: 2", 4, /one YAML document/],
  ])("says the line of %s", (_, yaml, line, message) => {
    const error = caught(() => parseCard(fence(yaml)));
    expect(error).toBeInstanceOf(CardSyntaxError);
    expect((error as CardSyntaxError).line).toBeGreaterThanOrEqual(Math.min(line, 60));
    if (line < 60) expect((error as CardSyntaxError).line).toBe(line);
    expect((error as CardSyntaxError).column).toBeGreaterThan(0);
    expect((error as Error).message).toMatch(message);
  });

  it("leaves the stacks of later errors as they were", () => {
    caught(() => parseCard(fence("a: [,,,")));
    expect(new Error("later").stack?.split("\n").length).toBeGreaterThan(3);
  });

  it("never fails in another way, whatever the text", () => {
    const yamlish = fc.array(
      fc.constantFrom(
        ..."-:?[]{},&*!|>'\"%@`#~ \t\n\r.a1",
        "---",
        "\n",
        "<<: ",
        "*a",
        "&a ",
        "!!str ",
        "\uFEFF",
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(yamlish, (parts) => {
        const error = caught(() => parseCard(`---\n${parts.join("")}\n---\n`));
        expect(error === undefined || error instanceof CardSyntaxError).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("renderCard of parseCard", () => {
  it("is the same text, whatever it is", () => {
    const part = fc.constantFrom(
      "---",
      "\n",
      "\r\n",
      "a: 1",
      "b: [x,  y]",
      "# c",
      "text",
      " ",
      "\uFEFF",
      "\n---\n",
      "-",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const text = parts.join("");
        const error = caught(() => expect(renderCard(parseCard(text))).toBe(text));
        if (!(error instanceof CardSyntaxError)) expect(error).toBeUndefined();
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it("gives the data and the body that were rendered", () => {
    const { json, key } = fc.letrec((tie) => ({
      key: fc.string({ unit: "grapheme", maxLength: 8 }).filter((text) => text !== "__proto__"),
      json: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.string({ unit: "grapheme" }),
        fc.constantFrom(
          "no",
          "2026-01-15",
          "1_000",
          "---",
          "a\n---\nb",
          "x: y",
          "# x",
          " x ",
          "|",
          "\tx",
          "null",
          "0x1f",
        ),
        fc.double(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("json"), { maxLength: 4 }),
        fc.dictionary(tie("key") as fc.Arbitrary<string>, tie("json"), { maxKeys: 4 }),
      ),
    }));
    const data = fc.dictionary(key as fc.Arbitrary<string>, json, { maxKeys: 5 });
    fc.assert(
      fc.property(data, data, fc.string(), (first, second, body) => {
        const card = parseCard(renderCard({ data: first, body }));
        expect(card.data).toEqual(first);
        expect(card.body).toBe(body);
        expect(parseCard(renderCard({ ...card, data: second })).data).toEqual(second);
      }),
      { seed: 3, numRuns: 150 },
    );
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
