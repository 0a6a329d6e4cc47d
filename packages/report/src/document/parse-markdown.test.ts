import { describe, expect, test } from "vitest";
import { blocksHtml } from "../html/blocks-html.ts";
import { parseMarkdown } from "./parse-markdown.ts";

const paragraph = (markdown: string) => {
  const [first] = parseMarkdown(markdown).blocks;
  return first?.type === "paragraph" ? first.content : undefined;
};

test("text, with what stands within a line", () => {
  expect(paragraph("a *b* **c** ~~d~~ `e` &amp; [f](https://example.org/)\ng")).toEqual([
    { type: "text", text: "a " },
    { type: "emphasis", content: [{ type: "text", text: "b" }] },
    { type: "text", text: " " },
    { type: "strong", content: [{ type: "text", text: "c" }] },
    { type: "text", text: " " },
    { type: "deleted", content: [{ type: "text", text: "d" }] },
    { type: "text", text: " " },
    { type: "code", text: "e" },
    { type: "text", text: " & " },
    { type: "link", href: "https://example.org/", content: [{ type: "text", text: "f" }] },
    { type: "text", text: " g" },
  ]);
});

test("lists in lists, tables, quotes, code, rules", () => {
  const { blocks } = parseMarkdown(
    "3. one\n   - two\n\n> q\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```ts\nx\n```\n\n---\n",
  );
  expect(blocks.map(({ type }) => type)).toEqual(["list", "quote", "table", "code", "rule"]);
  expect(blocks[0]).toMatchObject({ start: 3, items: [[{ type: "paragraph" }, { type: "list" }]] });
  expect(blocks[2]).toMatchObject({
    align: [undefined, "right"],
    rows: [[[{ text: "1" }], [{ text: "2" }]]],
  });
  expect(blocks[3]).toEqual({ type: "code", language: "ts", text: "x" });
});

test.each([
  ["$a_1 + b$", [{ type: "math", tex: "a_1 + b" }]],
  ["it costs $5 and $6", [{ type: "text", text: "it costs $5 and $6" }]],
  ["$ a$", [{ type: "text", text: "$ a$" }]],
  ["`$a$`", [{ type: "code", text: "$a$" }]],
])("a formula is told from money: %s", (markdown, content) => {
  expect(paragraph(markdown)).toEqual(content);
});

test("a formula on lines of its own", () => {
  expect(parseMarkdown("$$\n\\int_0^1 x\n$$\n").blocks).toEqual([{ type: "math", tex: "\\int_0^1 x" }]);
});

test("references to figures, but not in code", () => {
  expect(paragraph("{{ curves.loss .2 }} and `{{x}}`")).toEqual([
    { type: "reference", text: "curves.loss .2" },
    { type: "text", text: " and " },
    { type: "code", text: "{{x}}" },
  ]);
});

describe("what could do something in a page does not come through", () => {
  test.each([
    ["a script", "<script>alert(1)</script>"],
    ["a handler", "x <img src=x onerror=alert(1)> y"],
    ["a frame", '<iframe src="https://evil.example"></iframe>'],
    ["SVG", "<svg onload=alert(1)></svg>"],
    ["a javascript: link", "[x](javascript:alert(1))"],
    ["a javascript: link with an entity", "[x](javascript&colon;alert(1))"],
    ["a javascript: link in odd letters", "[x](JaVaScRiPt:alert(1))"],
    ["a data: link", "[x](data:text/html,<script>alert(1)</script>)"],
    ["an address of another host without a scheme", "[x](//evil.example/)"],
    ["an image", "![x](https://evil.example/pixel.png)"],
    ["a quote that breaks out of an address", '[x](https://a.example/"onmouseover="alert(1))'],
    ["a script in a heading", "# <script>alert(1)</script>"],
    ["a script in a table", "| a |\n|---|\n| <script>alert(1)</script> |"],
  ])("%s", (_, markdown) => {
    const { blocks } = parseMarkdown(markdown);
    const html = blocksHtml(blocks);
    expect(html).not.toMatch(
      /<(?:script|img|iframe|svg)|\son\w+=(?!&quot;)"|href="(?!https:\/\/a\.example\/&quot;)/i,
    );
  });

  test("it is said to be left out, comments are not", () => {
    const { leftOut } = parseMarkdown("<!-- a\nb -->\n\n<script>\nx\n</script>\n\ny <b>z</b>");
    expect(leftOut).toEqual(["<script>\nx\n</script>", "<b>", "</b>"]);
  });
});
