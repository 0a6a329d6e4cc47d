import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasTag, isCodeCell, type Notebook, type Output, readNotebook } from "@llm-course/kernel";
import { afterAll, describe, expect, test } from "vitest";
import { projectRoot } from "../run/project.ts";
import { exportScript } from "./export-script.ts";

// Where packages resolve as they do for a learner.
const folder = mkdtempSync(join(projectRoot, "work", ".export-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string): { stdout: string; stderr: string; status: number | null } {
  const path = join(folder, "script.ts");
  writeFileSync(path, script);
  return spawnSync(process.execPath, [path], { cwd: folder, encoding: "utf8" });
}

/** What a notebook stores of what its cells show, as text, but for times. */
function storedTexts({ cells }: Notebook): string[] {
  const outputs = cells.filter(isCodeCell).flatMap((cell) => (hasTag(cell, "volatile") ? [] : cell.outputs));
  return outputs.map(textOf).filter((text) => text !== "");
}

function textOf(output: Output): string {
  if (output.output_type === "stream") return output.name === "stdout" ? output.text.trimEnd() : "";
  if (output.output_type === "error") return "";
  const isVolatile = "volatile" in Object(output.metadata.course);
  return isVolatile ? "" : String(output.data["text/plain"] ?? "");
}

function expectInOrder(stdout: string, texts: string[]): void {
  let at = 0;
  for (const text of texts) {
    const found = stdout.indexOf(text, at);
    expect(found, `after ${at}: ${text}`).toBeGreaterThanOrEqual(at);
    at = found + text.length;
  }
}

const semantics = (name: string) =>
  join(projectRoot, "packages", "kernel", "test", "semantics", `${name}.ipynb`);

test.each(["destructuring", "top-level-await", "types-cross-cells", "values"])(
  "the script of %s prints what the notebook's cells showed",
  async (name) => {
    const notebook = await readNotebook(semantics(name));
    const { stdout, stderr, status } = run(exportScript(notebook, semantics(name)));
    expect(status, stderr).toBe(0);
    const texts = storedTexts(notebook);
    expect(texts.length).toBeGreaterThan(0);
    expectInOrder(stdout, texts);
  },
);

test("the script of chapter 0 prints the numbers that its notebook stores", {
  timeout: 180_000,
}, async () => {
  const path = join(projectRoot, "notebooks", "00-setup.ipynb");
  const notebook = await readNotebook(path);
  // What is said of a cell that was skipped, the runner says.
  const cells = notebook.cells.filter(({ id }) => id !== "whoami");
  const { stdout, stderr, status } = run(exportScript({ ...notebook, cells }, path));
  expect(status, stderr).toBe(0);
  const texts = storedTexts({ ...notebook, cells }).filter((text) => !/Checking/.test(text));
  expect(texts.length).toBeGreaterThan(5);
  expectInOrder(stdout, texts);
});

const code = (source: string, tags: string[] = []) => ({
  ...{ cell_type: "code" as const, execution_count: null, id: `c${Math.random()}`.slice(2), outputs: [] },
  ...{ metadata: { tags }, source },
});
const notebook = (...cells: Notebook["cells"]): Notebook => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});
const printed = (...cells: Notebook["cells"]) => {
  const script = exportScript(notebook(...cells), join(folder, "lesson.ipynb"));
  const { stdout, stderr, status } = run(script);
  expect(status, `${stderr}\n${script}`).toBe(0);
  return { lines: stdout.trim().split("\n"), script, stderr };
};

describe("one scope for all cells", () => {
  test("names are declared anew, in patterns, shorthands, types and closures", () => {
    const { lines, script } = printed(
      code(`const a = { x: 1 }; const { x } = a; type T = number; function f(): T { return x }\nf()`),
      code(
        `const { x, ...rest } = { x: 10, y: 2 }; type T = string; const t: T = "t"; const both = { x, t };`,
      ),
      code(`[x, rest, both, f(), ((x: number) => x)(5), { x: 0 }.x]`),
      code(`let a = [1]; a.push(x); a`),
    );
    expect(lines).toEqual(["1", "[ 10, { y: 2 }, { x: 10, t: 't' }, 1, 5, 0 ]", "[ 1, 10 ]"]);
    expect(script).toContain("const { x: x2, ...rest } =");
  });

  test("an import comes once, types as types, and a name that was imported may be declared", () => {
    const { lines, script } = printed(
      code(`import { join, type ParsedPath, PlatformPath } from "node:path";\njoin("a", "b")`),
      code(
        `import { join, sep } from "node:path";\nimport fs, { existsSync } from "node:fs";\ntypeof fs.rm + sep.length`,
      ),
      code(`const join = (path: ParsedPath | PlatformPath) => typeof path;\njoin({} as ParsedPath)`),
    );
    expect(lines.slice(1)).toEqual(["'function1'", "'object'"]);
    expect(script).toContain(`import { join, type ParsedPath, type PlatformPath } from "node:path";`);
    expect(script).toContain(`import { sep } from "node:path";`);
  });

  test("cells with using, hub cells and cells that may fail are blocks whose names others see", () => {
    const { lines, stderr } = printed(
      code(
        `const log: string[] = [];\nfunction open(name: string) { return { [Symbol.dispose]: () => void log.push(name) } }`,
      ),
      code(
        `using first = open("closed"); const seen = log.length; class Box { n = 2 }\nfunction twice() { return 2 * seen }`,
      ),
      code(`[log, seen, twice(), new Box().n]`),
      code(`using first = open("again"); first !== undefined`),
      code(`const early = 1; throw new Error("on purpose")`, ["raises-exception"]),
      code(`const wrong: number = "no"`, ["raises-exception"]),
      code(`const online = 1; console.log("hub")`, ["hub"]),
      code(`early`),
    );
    expect(lines).toEqual(["[ [ 'closed' ], 0, 0, 2 ]", "true", "1"]);
    expect(stderr).toContain("Error: on purpose");
  });

  test("text is comments, whatever is in it, and the display method decides what is printed", () => {
    const { lines, script } = printed(
      { cell_type: "markdown", id: "m", metadata: {}, source: "# A */ title\r\n\n`$x`\u2028throw 1" },
      code(`({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>", "text/plain": "shown" }) })`),
      code(`const n = 1 // no semicolon`),
      code(`[n].map((show) => show)`),
      code(`Promise.resolve(1)`),
    );
    expect(lines).toEqual(["shown", "[ 1 ]", "Promise { 1 }"]);
    expect(script).toContain("// # A */ title\n//\n// `$x`\n// throw 1\n");
  });
});
