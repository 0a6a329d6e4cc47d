import { describe, expect, it } from "vitest";
import { CardValueError } from "./errors.ts";
import { parseCard } from "./parse-card.ts";
import { renderCard } from "./render-card.ts";

const card = `---
# A model of mine.
language:   en
license: "mit"   # as the data

tags:
- b   # the second letter
# between
- a

# What it was trained from.
base_model: {name}
model-index:
- name: x   # its name
  results: []   # none yet
# The end.
---

# Title

Text:   with  spaces
`.replace("{name}", "ada/base");

function changed(changes: Record<string, unknown>, text = card): string {
  const { data, ...rest } = parseCard(text);
  return renderCard({ ...rest, data: { ...data, ...changes } });
}

describe("renderCard", () => {
  it("writes only the line of a value that changed, with its comment", () => {
    expect(changed({ license: "apache-2.0" })).toBe(
      card.replace(`license: "mit"   # as the data`, `license: apache-2.0 # as the data`),
    );
  });

  it("keeps the comments in a list that changed, and the way it is indented", () => {
    expect(changed({ tags: ["b", "a", "c"] })).toBe(
      card.replace(
        "- b   # the second letter\n# between\n- a\n",
        "- b # the second letter\n# between\n- a\n- c\n",
      ),
    );
  });

  it("lets comments in a list go with their items", () => {
    expect(changed({ tags: ["x", "a", "b"] })).toContain(
      "tags:\n- x\n# between\n- a\n- b # the second letter\n",
    );
    expect(changed({ tags: ["a"] })).not.toContain("the second letter");
  });

  it("writes new keys last", () => {
    expect(changed({ pipeline_tag: "fill-mask", datasets: ["x"] })).toBe(
      card.replace("# The end.\n", "# The end.\npipeline_tag: fill-mask\ndatasets:\n- x\n"),
    );
  });

  it("takes out the lines of a key that is gone", () => {
    expect(changed({ tags: undefined })).toBe(
      card.replace("tags:\n- b   # the second letter\n# between\n- a\n", ""),
    );
  });

  it("changes what is deep inside, and the comments there stay", () => {
    expect(changed({ "model-index": [{ name: "z", results: [] }] })).toBe(
      card.replace("name: x   # its name\n  results: []   #", "name: z # its name\n  results: [] #"),
    );
  });

  it("writes another body after the same front matter", () => {
    const { body: _, ...rest } = parseCard(card);
    expect(renderCard({ ...rest, body: "other" })).toBe(`${card.slice(0, card.indexOf("\n# Title"))}other`);
  });

  it("writes the line breaks that the card has", () => {
    const crlf = card.replaceAll("\n", "\r\n");
    expect(changed({ license: "mit", new: ["a", "b"] }, crlf)).toBe(
      crlf.replace("# The end.\r\n", "# The end.\r\nnew:\r\n- a\r\n- b\r\n"),
    );
  });

  it("adds front matter to a card that has none", () => {
    expect(changed({ license: "mit" }, "# Title\n")).toBe("---\nlicense: mit\n---\n# Title\n");
    expect(changed({ license: "mit" }, "---\n---\nx")).toBe("---\nlicense: mit\n---\nx");
    expect(changed({ license: "mit" }, "---\n# to do\n{}\n---\nx")).toBe(
      "---\n# to do\nlicense: mit\n---\nx",
    );
  });

  it.each([
    ["a mapping in one line", "---\n{ license: mit, tags: [a] }\n---\n"],
    ["an anchor that another key needs", "---\nlicense: &x mit\nother: *x\n---\n"],
    ["a text in a block", "---\nlicense: |\n  mit\n\n\nother: 1\n---\n"],
    ["indented keys", "---\n  license: mit\n  tags:\n    - a\n---\n"],
    ["an explicit key", "---\n? license\n: mit\nother: 1\n---\n"],
    ["no value", "---\nlicense:\nother: 1\n---\n"],
    ["a tag", "---\nlicense: !!str 1\nother: 1\n---\n"],
  ])("gives the data that was asked for where the card has %s", (_, text) => {
    const before = parseCard(text).data;
    for (const license of ["apache-2.0", ["mit", "other"], undefined, { a: 1 }, 7]) {
      const { license: _old, ...others } = before;
      const expected = license === undefined ? others : { ...others, license };
      expect(parseCard(changed({ license }, text)).data).toEqual(expected);
    }
  });

  it("quotes what readers of YAML 1.1 take for something else", () => {
    expect(renderCard({ data: { language: "no", date: "2026-01-15", on: "yes" }, body: "" })).toBe(
      '---\nlanguage: "no"\ndate: "2026-01-15"\n"on": "yes"\n---\n',
    );
  });

  it.each([
    ["a function", { a: () => 1 }],
    ["a date", { a: new Date(0) }],
    ["a bigint", { a: [1n] }],
    ["an object in itself", circular()],
    ["__proto__", JSON.parse('{ "__proto__": 1 }')],
  ])("refuses %s", (_, data) => {
    expect(() => renderCard({ data, body: "" })).toThrow(CardValueError);
  });
});

function circular(): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}
