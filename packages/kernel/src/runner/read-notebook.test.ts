import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { python } from "../../test/python.ts";
import { notebookFile, temporaryFolder } from "../../test/workspace.ts";
import { NotebookError } from "./errors.ts";
import { readNotebook } from "./read-notebook.ts";
import { writeNotebook } from "./write-notebook.ts";

/** A file with the given text, or value as JSON. */
function file(content: unknown): string {
  const path = join(temporaryFolder(), "n.ipynb");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const valid = () => notebookFile(["1 + 1", "two\nlines"], "fake");
type RawCell = Record<string, unknown>;

/** The valid notebook with its last cell changed. */
function changed(change: (cell: RawCell) => void): Record<string, unknown> {
  const notebook = valid();
  change((notebook.cells as RawCell[]).at(-1) ?? {});
  return notebook;
}

/** A notebook as Jupyter writes it, with every kind of cell and output. */
const everything = {
  cells: [
    {
      attachments: { "a.png": { "image/png": "aGVsbG8=" } },
      cell_type: "markdown",
      id: "m1",
      metadata: {},
      source: ["# Title\n", "![](attachment:a.png)"],
    },
    { cell_type: "raw", id: "r_1-x", metadata: {}, source: [] },
    {
      cell_type: "code",
      execution_count: 3,
      id: "c1",
      metadata: { tags: ["check"], course: { section: "1.1" } },
      outputs: [
        { name: "stdout", output_type: "stream", text: ["a\n", "π\n"] },
        {
          data: {
            "application/vnd.vegalite.v5+json": {
              data: { values: [{ b: 1, a: [] }] },
              text: ["not", "lines"],
            },
            "image/png": "aGVsbG8=",
            "image/svg+xml": ["<svg>\n", "</svg>"],
            "text/plain": ["x"],
          },
          execution_count: 3,
          metadata: {},
          output_type: "execute_result",
        },
        {
          data: { "text/html": ["<b>\n", "x</b>\n"] },
          metadata: { isolated: true },
          output_type: "display_data",
        },
        { ename: "E", evalue: "v", output_type: "error", traceback: ["one", "two"] },
      ],
      source: ["1\n", "\n", "2"],
    },
  ],
  metadata: {
    kernelspec: { display_name: "x", language: "typescript", name: "typescript" },
    course: { platform: "linux" },
  },
  nbformat: 4,
  nbformat_minor: 5,
};
const everythingText = `${JSON.stringify(everything, null, 1)}\n`;

describe("readNotebook", () => {
  it("joins lines and leaves JSON as it is", async () => {
    const notebook = await readNotebook(file(everything));
    const [markdown, raw, code] = notebook.cells;
    expect(markdown?.source).toBe("# Title\n![](attachment:a.png)");
    expect(raw?.source).toBe("");
    expect(code).toMatchObject({
      source: "1\n\n2",
      outputs: [{ text: "a\nπ\n" }, {}, { data: { "text/html": "<b>\nx</b>\n" } }, {}],
    });
    const data = {
      "application/vnd.vegalite.v5+json": { text: ["not", "lines"] },
      "image/svg+xml": "<svg>\n</svg>",
    };
    expect(code).toMatchObject({ outputs: [{}, { data }, {}, {}] });
  });

  it("upgrades 4.0-4.4 with the same ids on every read", async () => {
    const old = valid();
    old.nbformat_minor = 2;
    for (const cell of old.cells as RawCell[]) delete cell.id;
    const path = file(old);
    const notebook = await readNotebook(path);
    expect(notebook.nbformat_minor).toBe(5);
    expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(3);
    expect(Object.keys(notebook.cells[1] ?? {})).toEqual([
      "cell_type",
      "execution_count",
      "id",
      "metadata",
      "outputs",
      "source",
    ]);
    expect(await readNotebook(path)).toEqual(notebook);
  });

  it("gives the second of two cells with one id another", async () => {
    const notebook = await readNotebook(file(changed((cell) => Object.assign(cell, { id: "c1" }))));
    expect(notebook.cells[1]?.id).toBe("c1");
    expect(notebook.cells[2]?.id).toMatch(/^[0-9a-f]{8}$/);
  });

  it.each<[string, unknown, RegExp]>([
    ["no JSON", "{ not json", /n\.ipynb: expected a notebook, got text that is not JSON$/],
    ["an empty file", "", /not JSON$/],
    ["a list", [], /got JSON without nbformat$/],
    ["another JSON file", { name: "package" }, /got JSON without nbformat$/],
    [
      "nbformat 3",
      { nbformat: 3, nbformat_minor: 0, worksheets: [] },
      /expected nbformat 4, .*; got nbformat 3$/,
    ],
    ["no cells", { nbformat: 4, nbformat_minor: 5, metadata: {} }, /invalid notebook: cells: /],
    ["cells that are no objects", { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [1] }, /cells\.0/],
    [
      "an unknown type of cell",
      changed((cell) => Object.assign(cell, { cell_type: "heading" })),
      /cells\.2\.cell_type/,
    ],
    ["a source that is no text", changed((cell) => Object.assign(cell, { source: 4 })), /cells\.2\.source/],
    [
      "lines that are no text",
      changed((cell) => Object.assign(cell, { source: ["a", 1] })),
      /cells\.2\.source/,
    ],
    [
      "an unknown output",
      changed((cell) => Object.assign(cell, { outputs: [{ output_type: "x" }] })),
      /cells\.2\.outputs\.0/,
    ],
    ["a code cell without outputs", changed((cell) => delete cell.outputs), /cells\.2\.outputs/],
  ])("refuses %s in one line", async (_, content, message) => {
    const error = await readNotebook(file(content)).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(NotebookError);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain("\n");
  });

  it("refuses a file that is not there, and a folder", async () => {
    const folder = temporaryFolder();
    await expect(readNotebook(join(folder, "none.ipynb"))).rejects.toThrow(
      /none\.ipynb: cannot read .*: ENOENT$/,
    );
    await expect(readNotebook(folder)).rejects.toThrow(NotebookError);
  });
});

describe("writeNotebook", () => {
  it("writes what Jupyter wrote, byte for byte", async () => {
    const path = file(everythingText);
    await writeNotebook(path, await readNotebook(path));
    expect(readFileSync(path, "utf8")).toBe(everythingText);
    expect(readdirSync(join(path, ".."))).toEqual(["n.ipynb"]);
  });

  it("leaves the notebook it was given as it is", async () => {
    const path = file(everything);
    const notebook = await readNotebook(path);
    await writeNotebook(path, notebook);
    expect(notebook).toEqual(await readNotebook(path));
  });

  it("keeps the file when the notebook is not valid, or cannot be written", async () => {
    const path = file(everythingText);
    const notebook = await readNotebook(path);
    const broken = { ...notebook, metadata: { kernelspec: { name: "x" } } } as unknown as typeof notebook;
    await expect(writeNotebook(path, broken)).rejects.toThrow(NotebookError);
    expect(readFileSync(path, "utf8")).toBe(everythingText);
    await expect(writeNotebook(join(path, "below-a-file"), notebook)).rejects.toThrow();
  });

  const written = (path: string, script: string) =>
    execFileSync(String(python), ["-c", `import nbformat, sys\n${script}`, path], { encoding: "utf8" });

  it.skipIf(!python)("agrees with nbformat (skipped: needs python3 with nbformat)", async () => {
    const path = file(everythingText);
    await writeNotebook(path, await readNotebook(path));
    const script =
      "nb = nbformat.read(sys.argv[1], 4); nbformat.validate(nb); sys.stdout.write(nbformat.writes(nb) + '\\n')";
    expect(JSON.parse(written(path, script))).toEqual(everything);
  });

  it.skipIf(!python)(
    "upgrades to what nbformat finds valid (skipped: needs python3 with nbformat)",
    async () => {
      const path = file({
        ...everything,
        nbformat_minor: 4,
        cells: everything.cells.map(({ id, ...cell }) => cell),
      });
      await writeNotebook(path, await readNotebook(path));
      expect(
        written(path, "nbformat.validate(nbformat.read(sys.argv[1], nbformat.NO_CONVERT)); print('valid')"),
      ).toBe("valid\n");
    },
  );
});
