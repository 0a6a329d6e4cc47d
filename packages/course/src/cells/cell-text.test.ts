import { globSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Cell, type Notebook, readNotebook, writeNotebook } from "@llm-course/kernel";
import { afterAll, expect, test } from "vitest";
import { projectRoot } from "../run/project.ts";
import { applyCells } from "./apply-cells.ts";
import { cellsToText, textToCells } from "./cell-text.ts";
import { randomNumbers } from "./random.fixture.ts";

const folder = await mkdtemp(join(tmpdir(), "cells-"));
afterAll(() => rmSync(folder, { recursive: true }));

const back = (notebook: Notebook, text = cellsToText(notebook.cells)): Notebook =>
  applyCells(notebook, textToCells(text, "cells.ts"));

const notebooks = globSync("{notebooks,packages/*/{src,test}/**}/*.ipynb", { cwd: projectRoot }).filter(
  (path) => !path.includes("node_modules"),
);

test.each(notebooks)("%s is the same byte for byte after a round trip", async (path) => {
  const file = join(projectRoot, path);
  const notebook = await readNotebook(file).catch(() => undefined);
  if (!notebook) return; // broken on purpose
  const [before, after] = [join(folder, `before-${basename(path)}`), join(folder, basename(path))];
  await writeNotebook(before, notebook);
  await writeNotebook(after, back(notebook));
  expect(readFileSync(after, "utf8")).toBe(readFileSync(before, "utf8"));
  if (path.startsWith("notebooks")) expect(readFileSync(after, "utf8")).toBe(readFileSync(file, "utf8"));
});

const pieces = [
  ...[
    "",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    "*/",
    "/*",
    "`",
    "${",
    "//",
    "// ",
    "// %%",
    "// \\%%",
    "%%",
    "%% x",
  ],
  ...[
    "// %% id",
    "// %% a [markdown] {}",
    "\\",
    "const a = `\n// %% b\n`;",
    "# Title",
    "汉字",
    "🙂",
    "\u2028",
    "\u0000",
  ],
  ...["'", '"', "</script>", "[raw]", "\uFEFF", "// \\\\%%"],
];

test("any cells come back as they were", () => {
  const random = randomNumbers(11);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  for (let round = 0; round < 3_000; round++) {
    const cells = Array.from({ length: random(6) }, (_, i): Cell => {
      const source = Array.from({ length: random(7) }, () => pick(pieces)).join("");
      const metadata = pick([{}, { tags: ["check"] }, { "a b": { c: [null, 1e-9, "}\n // %%\u2028"] } }]);
      const common = { id: pick(["a", "B-", "_9"]) + i, metadata, source };
      const outputs = [{ output_type: "stream" as const, name: "stdout", text: source }];
      return random(2) === 0
        ? { cell_type: "code", execution_count: 1, outputs, ...common }
        : {
            cell_type: pick(["markdown", "raw"] as const),
            attachments: { a: { "image/png": "AA==" } },
            ...common,
          };
    });
    const notebook: Notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
    const text = cellsToText(cells);
    expect(
      textToCells(text, "cells.ts").map(({ source }) => source),
      JSON.stringify(text),
    ).toEqual(cells.map(({ source }) => source));
    expect(JSON.stringify(back(notebook))).toBe(JSON.stringify(notebook));
    // The same after an editor that writes the line ends of Windows.
    if (cells.every(({ source }) => !source.includes("\r")))
      expect(JSON.stringify(back(notebook, text.replaceAll("\n", "\r\n")))).toBe(JSON.stringify(notebook));
  }
});

const output = { output_type: "stream" as const, name: "stdout", text: "1\n" };
const lesson: Notebook = {
  cells: [
    { cell_type: "markdown", id: "title", metadata: {}, source: "# Title\n\nText" },
    {
      cell_type: "code",
      execution_count: 1,
      id: "one",
      metadata: { tags: ["check"] },
      outputs: [output],
      source: "log(1)",
    },
    { cell_type: "code", execution_count: 2, id: "two", metadata: {}, outputs: [output], source: "log(1)" },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

test("the text reads like a program", () => {
  expect(cellsToText(lesson.cells)).toBe(`// %% title [markdown]
// # Title
//
// Text

// %% one {"tags":["check"]}
log(1)

// %% two
log(1)
`);
});

test("an edited cell loses its outputs, others keep theirs; new, moved and deleted cells are what they look like", () => {
  const text = `// %% two\nlog(2)\n\n// %%\nnew\n// %% one {"tags":["volatile"]}\nlog(1)\n`;
  expect(back(lesson, text).cells).toMatchObject([
    { id: "two", source: "log(2)", outputs: [], execution_count: null },
    { id: expect.stringMatching(/^[\w-]+$/), source: "new", outputs: [], metadata: {} },
    { id: "one", source: "log(1)", outputs: [output], metadata: { tags: ["volatile"] } },
  ]);
  const toCode = back(lesson, "// %% title\n1\n").cells;
  expect(toCode).toEqual([
    { cell_type: "code", execution_count: null, id: "title", metadata: {}, outputs: [], source: "1" },
  ]);
});

test.each([
  ["1\n// %% a\n", "cells.ts:1: expected a marker such as // %% before the first cell: 1"],
  ["// %% a\n\n// %% a\n", "cells.ts:3: expected an id of its own, line 1 has it; a new cell needs none: a"],
  ["// %% a [html]\n", "cells.ts:1: expected // %% id [markdown or raw] {metadata}: // %% a [html]"],
  ["// %% a {tags: 1}\n", "cells.ts:1: expected metadata as a JSON object: {tags: 1}"],
  ["\n// %% a [markdown]\n// x\ny\n", "cells.ts:4: expected // before each line of a markdown cell: y"],
])("what is no cell text is one line with its place: %j", (text, message) => {
  expect(() => textToCells(text, "cells.ts")).toThrow(message);
});
