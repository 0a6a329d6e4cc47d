import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { NotebookProgram } from "./notebook-program.ts";

const folder = mkdtempSync(join(tmpdir(), "notebook-program-"));
afterAll(() => rmSync(folder, { recursive: true }));

let program: NotebookProgram;
beforeEach(() => {
  program = new NotebookProgram(folder);
});

/** Runs cells; the errors of the last one. */
function errorsOf(...cells: string[]): string[] {
  const checked = cells.map((code) => {
    const { diagnostics, commit } = program.check(code);
    commit();
    return diagnostics.map(({ message }) => message);
  });
  return checked.at(-1) ?? [];
}

test("what a cell inferred stays when a name in it gets another type later", () => {
  expect(errorsOf("let x = 1;", "const y = [x];", 'const x = "a";', "y[0].toFixed();")).toEqual([]);
  expect(errorsOf("x.toFixed();")).toEqual([
    expect.stringContaining("'toFixed' does not exist on type '\"a\"'"),
  ]);
});

test("assertions narrow names of earlier cells", () => {
  const setup =
    'import assert from "node:assert/strict";\nlet found: string | undefined = "a" as string | undefined;';
  expect(errorsOf(setup, "assert.ok(found);\nfound.length")).toEqual([]);
  expect(errorsOf("found.length")).toEqual(["'found' is possibly 'undefined'."]);
});

test("types, classes and functions are the ones of their cell", () => {
  const setup =
    "interface Row { n: number }\nclass Table { rows: Row[] = [] }\nfunction id<T>(value: T) { return value; }";
  expect(
    errorsOf(setup, "const table = new Table();", "const row: Row = id({ n: table.rows.length });"),
  ).toEqual([]);
  expect(errorsOf('id<Row>({ n: "1" })')).toEqual(["Type 'string' is not assignable to type 'number'."]);
});

test("a cell that has prepared for is checked as one that has not", () => {
  errorsOf("const a = 1;");
  program.prepare();
  expect(errorsOf("a + 1")).toEqual([]);
  program.prepare();
  expect(errorsOf("a + b")).toEqual(["Cannot find name 'b'."]);
});

test("completions offer all earlier names, and none of the checker's own", () => {
  errorsOf("const alpha = 1;", "const beta = [alpha];");
  const names = (prefix: string) => program.complete(prefix, prefix.length).matches.map(({ name }) => name);
  expect(names("alp")).toEqual(["alpha"]);
  expect(names("bet")).toEqual(["beta"]);
  expect(names("Noteb")).toEqual([]);
  expect(names("beta[0].toFi")).toEqual(["toFixed"]);
});

test("files of the reader's own may be called as they like", () => {
  for (const name of ["cell", "notebook"])
    writeFileSync(join(folder, `${name}.mts`), `export const ${name} = 1;\n`);
  const imports = ["cell", "notebook"].map((name) => `import { ${name} } from "./${name}.mts";`).join("\n");
  expect(errorsOf(imports, "cell + notebook")).toEqual([]);
});
