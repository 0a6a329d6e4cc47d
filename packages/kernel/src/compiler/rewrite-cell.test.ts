import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { NotebookProgram } from "./notebook-program.ts";

/** Runs cells one after the other and gives what each shows, or its first diagnostic. */
async function run(cells: string[]): Promise<unknown[]> {
  const program = new NotebookProgram(import.meta.dirname);
  const variables = {};
  const shown: unknown[] = [];
  for (const code of cells) {
    const { cell, diagnostics, commit } = program.check(code);
    if (!cell) {
      shown.push(`TS${diagnostics[0]?.code}`);
      continue;
    }
    commit();
    const [value] = (await vm.runInThisContext(cell.code)(variables, { url: "file:///cell" })) ?? ["nothing"];
    shown.push(value);
  }
  return shown;
}

const declarations = `
  let a = 1, b = 2; const calls: number[] = []; const o = { z: 1 };
  const f = (n = 0): { z: number; (): number } => { calls.push(n); return Object.assign(() => 1, o); };`;

describe("lines without semicolons stay the statements they are in a module", () => {
  it.each([
    ["let u\n[a, b] = [b, a]\n;[a, b]", [2, 1]],
    ["let n: number\n(f)()\ncalls.length", 1],
    ["let n: unknown\n`x`.length", 1],
    ["let n\n/x/.test('x')", true],
    ["let n, m\n[a, b] = [b, a]\na", 2],
    ["const g = f\nf().z = 3", "nothing"],
    ["const g = f\nf().z++", "nothing"],
    ["const g = a satisfies number\nf().z", 1],
    ["if (a) var u; else f()\ncalls.length", 0],
    ["let q = 0; if (q) var { z } = o; else q = 5\nq", 5],
  ])("%j", async (code, expected) => {
    expect(await run([declarations, code])).toEqual(["nothing", expected]);
  });
});

it("calls a function without a this, however the callee is written", async () => {
  const who =
    "function who(this: unknown) { return this === undefined }\nlet maybe: typeof who | undefined = who";
  const calls =
    "[who(), who?.(), (who)(), maybe!(), (maybe as () => boolean)(), (who satisfies () => boolean)()]";
  expect(await run([who, calls])).toEqual(["nothing", [true, true, true, true, true, true]]);
});

describe("the keyword export changes nothing", () => {
  it.each([
    ["export const x = 3", "x"],
    ["export default function x() {}\nexport type T = number", "x.length + (3 as T)"],
    [
      "export default class { static y = f(3) }\nexport interface I { n: number }",
      "({ n: calls[0]! } as I).n",
    ],
    ["export default () => 1", "3"],
    ["export default f(3)", "calls[0]"],
  ])("%j", async (code, after) => {
    expect(await run([declarations, code, after])).toEqual(["nothing", "nothing", 3]);
  });
});

it("shows import.meta as a last value", async () => {
  expect(await run(["import.meta.url"])).toEqual(["file:///cell"]);
});

it("keeps constants constant in later cells, until they are declared anew", async () => {
  expect(await run(["const x = 1, [y] = [2]", "x++", "y = 3", "let x = 5", "x++; x"])).toEqual([
    "nothing",
    "TS2588",
    "TS2588",
    "nothing",
    6,
  ]);
});
