import type { Cell, Notebook } from "@llm-course/kernel";
import { expect, test } from "vitest";
import { sectionNotebook, sectionNumbers } from "./section-notebook.ts";

const text = (source: string): Cell => ({
  cell_type: "markdown",
  id: `m${source.length}`,
  metadata: {},
  source,
});
const code = (source: string, tags: string[] = []): Cell => ({
  ...{ cell_type: "code", execution_count: null, id: `c${source.length}`, outputs: [] },
  ...{ metadata: { tags }, source },
});
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });

/** The set-up cell of a second section that has one cell. */
function setup(earlier: (string | Cell)[], section: string): string {
  const before = earlier.map((cell) => (typeof cell === "string" ? code(cell) : cell));
  const whole = notebook(
    text("# Chapter 3 · X"),
    text("## 3.1 One"),
    ...before,
    text("## 3.2 Two\n\nText"),
    code(section),
  );
  const [, enter, ...rest] = sectionNotebook(whole, "3.2").cells;
  if (enter?.cell_type !== "code") return "";
  expect(enter.id).toBe("enter-3-2");
  expect(rest.map(({ source }) => source)).toEqual(["## 3.2 Two\n\nText", section]);
  return enter.source;
}

test("only what the section needs, and what that needs, in its order and as written", () => {
  expect(
    setup(
      [
        `import assert from "node:assert/strict";\nimport { join, sep } from "node:path";\nconst a = 1; // one\nconst unused = join("x");`,
        `// Twice.\nfunction twice(n: number): T { return n * a }\ntype T = number;\nassert.equal(a, 1);\nconsole.log(a);\na`,
      ],
      "twice(2) + sep",
    ),
  ).toBe(`import { sep } from "node:path";

const a = 1; // one
// Twice.
function twice(n: number): T { return n * a }
type T = number;`);
});

test("nothing for a section that needs nothing, and no names of properties or inner scopes", () => {
  expect(setup(["const a = 1, b = 2;"], "({ a: 3 }).a + [1].map((b) => b)[0]")).toBe("");
});

test.each([
  ["assigned", "let a = 1;\na += 1;", "let a = 1;\na += 1;"],
  [
    "assigned in a loop",
    "let a = 1;\nfor (const i of [1, 2]) a += i;",
    "let a = 1;\nfor (const i of [1, 2]) a += i;",
  ],
  ["changed by a method", "const a = [1];\na.push(2);", "const a = [1];\na.push(2);"],
  [
    "changed by what is awaited",
    "const a = make();\nconst b = await a.train();\nfunction make() { return { train() {} } }",
    "const a = make();\nconst b = await a.train();\nfunction make() { return { train() {} } }",
  ],
  [
    "handed over",
    "const a: number[] = [];\nfill(a);\nfunction fill(x: number[]) { x.push(1) }",
    "const a: number[] = [];\nfill(a);\nfunction fill(x: number[]) { x.push(1) }",
  ],
  [
    "only looked at",
    "const a = [1];\nconsole.log(a.push);\nconst b = a.map(String);\na.slice(1);",
    "const a = [1];",
  ],
  [
    "shared, which leaves it as it is",
    "const a = make();\nconst { repo } = await a.pushToHub('me/a');\nfunction make() { return new Rows() }",
    "const a = make();\nfunction make() { return new Rows() }",
  ],
  ["an inner name", "const a = [1];\nfor (const x of [[2]]) { const a = x; a.push(1); }", "const a = [1];"],
])("what may have changed in between comes too: %s", (_, earlier, expected) => {
  expect(setup([earlier], "a")).toBe(expected);
});

test("a name that was declared anew has a number in its earlier meaning", () => {
  expect(setup(["const a = 1;\nconst b = a + 1;", "const a = 10;"], "a + b")).toBe(
    "const a1 = 1;\nconst b = a1 + 1;\nconst a = 10;",
  );
});

test("cells tagged setup always come, hub cells never do", () => {
  expect(setup([code("process.env.X = '1'", ["setup"]), code("const a = 1", ["hub"])], "typeof a")).toBe(
    "process.env.X = '1'",
  );
});

test("an import without names always comes, once", () => {
  expect(setup([`import "node:os";\nimport { sep } from "node:path";`, `import "node:os";`], "1")).toBe(
    `import "node:os";`,
  );
});

test("a section that does not exist is named with those that do", () => {
  const whole = notebook(text("## 6.3 A"), text("## 6.3b B"));
  expect(sectionNumbers(whole)).toEqual(["6.3", "6.3b"]);
  expect(() => sectionNotebook(whole, "6.4")).toThrow("unknown section, existing ones are 6.3, 6.3b: 6.4");
});
