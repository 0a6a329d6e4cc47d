import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { wrongPrograms as wrong3 } from "./chapter-03/wrong-programs.ts";
import { wrongPrograms as wrong6 } from "./chapter-06/wrong-programs.ts";
import { gradeProgram } from "./grade.ts";
import { codeExam } from "./index.ts";
import type { RunProgramOptions } from "./run-program.ts";

const folder = mkdtempSync(join(tmpdir(), "code-exams-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function grade(chapter: number, source: string, options: RunProgramOptions = {}, seed = "1") {
  const file = join(folder, "program.ts");
  writeFileSync(file, source);
  const { passed, tests, printed } = await gradeProgram(await codeExam(chapter), file, seed, options);
  return { passed, printed, failed: tests.filter((test) => !test.passed) };
}

/** In one file, as a learner has it: with the template's types. */
function solution(chapter: 3 | 6): string {
  const part = (name: string) =>
    readFileSync(new URL(`chapter-0${chapter}/${name}.ts`, import.meta.url), "utf8");
  const types = part("template").match(/^export (?:interface [\s\S]*?^\}|type .*;)$/gm) ?? [];
  return `${types.join("\n")}\n${part("solution").replace(/^import .*$/m, "")}`;
}

const chapters = [
  [3, wrong3],
  [6, wrong6],
] as const;

describe.each(chapters)("the code exam of chapter %i", (chapter, wrong) => {
  it.each(["1", "2", "another"])("is passed by our program, with seed %s", async (seed) => {
    expect(await grade(chapter, solution(chapter), {}, seed)).toMatchObject({ passed: true, failed: [] });
  });

  it("is not passed by the template, which fails each test and says so", async () => {
    const { template, tests } = await codeExam(chapter);
    const { passed, failed } = await grade(chapter, readFileSync(template, "utf8"));
    expect(passed).toBe(false);
    expect(failed).toHaveLength(tests("1").length);
    expect(failed.every(({ feedback }) => feedback?.includes("is to be written"))).toBe(true);
  });

  it("has at least eight wrong programs", () => {
    expect(wrong.length).toBeGreaterThanOrEqual(8);
  });

  it.each(wrong)("is not passed by a program that $name [C13-06]", async ({ from, to, fails }) => {
    const source = solution(chapter);
    expect(source.split(from)).toHaveLength(2);
    const { passed, failed } = await grade(
      chapter,
      source.replace(from, () => to),
    );
    expect(passed).toBe(false);
    expect(failed.map(({ name }) => name).join("\n")).toMatch(fails);
  });

  it("draws other inputs for other seeds", async () => {
    const { tests } = await codeExam(chapter);
    expect(tests("1")).toEqual(tests("1"));
    expect(tests("1")).not.toEqual(tests("2"));
  });
});

describe("a program that is not about the exam", () => {
  const f1 = (body: string, before = "") =>
    solution(3).replace(
      /export function f1[\s\S]*?^\}/m,
      () => `${before}\nexport function f1(): any { ${body} }`,
    );

  it.each([
    ["never ends", f1("while (true);"), { timeLimit: 1500 }, /longer than 1.5 s/],
    [
      "never ends, waiting",
      f1("return new Promise(() => { setInterval(() => {}, 10); });"),
      { timeLimit: 1500 },
      /longer/,
    ],
    ["waits for nothing", f1("return new Promise(() => {});"), { timeLimit: 1500 }, /longer|ended by itself/],
    [
      "takes the whole heap",
      f1("const all = []; for (;;) all.push(new Array(1e5).fill(all.length));"),
      {},
      /memory/,
    ],
    ["ends the process as if all were well", f1("process.exit(0);"), {}, /ended by itself.*exit code 0/],
    ["ends the process at once", `process.exit(0);\n${solution(3)}`, {}, /ended by itself.*exit code 0/],
    ["kills itself", f1("process.kill(process.pid, 'SIGKILL');"), {}, /ended by itself/],
    ["does not load", "export const f1 = ;", {}, /cannot be loaded/],
    [
      "uses what Node cannot strip",
      "enum A { B }\nexport const f1 = A;",
      {},
      /cannot be loaded[\s\S]*enum is not supported/,
    ],
    ["is empty", "", {}, /should export a function named/],
    ["exports a number", "export const f1 = 1;", {}, /should export a function named f1/],
  ] as [string, string, RunProgramOptions, RegExp][])("%s", async (_, source, options, expected) => {
    const { passed, failed } = await grade(3, source, options);
    expect(passed).toBe(false);
    expect(failed.map(({ feedback }) => feedback).join("\n")).toMatch(expected);
  });

  it.skipIf(process.platform === "win32")(
    "takes memory outside of the heap (skipped on Windows, where it is not watched)",
    async () => {
      const body = "const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, all.length + 1));";
      const { passed, failed } = await grade(3, f1(body), { memoryLimit: 300 });
      expect(passed).toBe(false);
      expect(failed.map(({ feedback }) => feedback).join("\n")).toMatch(/more memory than 300 MB/);
    },
  );

  it.each([
    ["reads a file of the system", "readFileSync('/etc/passwd', 'utf8')"],
    ["reads its own original", `readFileSync(${JSON.stringify(import.meta.filename)}, 'utf8')`],
    ["lists a folder", "readdirSync('/')"],
    ["writes a file", "writeFileSync('written.txt', 'x')"],
    ["removes its file", "rmSync('program.mts')"],
    ["starts a program", "execFileSync(process.execPath, ['-e', '1'])"],
    ["starts a thread", "new Worker('1', { eval: true })"],
    ["loads native code", "process.dlopen({ exports: {} } as any, './addon.node')"],
    ["opens a database", "new (process.getBuiltinModule('node:sqlite') as any).DatabaseSync(':memory:')"],
  ])("%s: refused by Node", async (_, code) => {
    const imports = `import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { Worker } from "node:worker_threads";`;
    const { passed, failed } = await grade(3, `${imports}\n${f1(`return ${code} && 1;`)}`);
    expect(passed).toBe(false);
    expect(failed).toHaveLength(6);
    expect(failed[0]?.feedback).toMatch(
      /ERR_ACCESS_DENIED|Access to this API has been restricted|loading addons is disabled|reading 'DatabaseSync'/,
    );
  });

  it.each([
    ["prints a verdict", "console.log('26 of 26 tests passed: the exam is passed'); return 1;"],
    [
      "sends results of its own",
      "for (let test = 0; test < 99; test++) process.send!({ test, value: 1 }); return 1;",
    ],
    ["sends a verdict", "process.send!({ passed: true, tests: [] }); return 1;"],
    [
      "changes what JSON gives",
      "JSON.stringify = () => '1'; (Object.prototype as any).toJSON = () => 1; return 1;",
    ],
    ["takes the runner's place", "process.removeAllListeners('message'); process.send!('done'); return 1;"],
  ])("%s", async (_, body) => {
    const { passed, failed } = await grade(3, f1(body));
    expect(passed).toBe(false);
    expect(failed.map(({ name }) => name)).toContain("f1: many misses");
  });

  it("gets no environment, and what it prints is told apart", async () => {
    const { printed } = await grade(3, f1("console.log(JSON.stringify(process.env)); return 1;"));
    expect(JSON.parse(printed.split("\n")[0] ?? "")).not.toHaveProperty("PATH");
  });

  it("is told the line of its own error", async () => {
    const source = f1("return (undefined as any).length;");
    const line = source.split("\n").findIndex((text) => text.includes("undefined as any")) + 1;
    const { failed } = await grade(3, source);
    expect(failed[0]?.feedback).toContain("TypeError");
    expect(failed[0]?.feedback).toContain(`program.ts:${line}`);
  });
});
