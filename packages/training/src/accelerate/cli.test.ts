import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { launchConfigPath } from "./launch-config.ts";

// Each process loads all modules anew.
vi.setConfig({ testTimeout: 120_000 });

const program = join(import.meta.dirname, "main.ts");
const script = join(import.meta.dirname, "script.fixture.ts");

let root: string;
let env: Record<string, string | undefined>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "accelerate-"));
  env = { ...process.env, COURSE_CONFIG: root };
});
beforeEach(() => rm(dirname(launchConfigPath(env)), { recursive: true, force: true }));
afterAll(() => rm(root, { recursive: true }));

interface Run {
  readonly code: number;
  readonly lines: readonly string[];
  readonly stderr: string;
}
const run = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trim().split("\n").sort(), stderr }),
    );
  });

test("launches a script in several processes, with its arguments, and its lines after the rank", async () => {
  const args = ["--num-processes", "2", "--gradient-accumulation-steps", "4", script, "finish", "--lr", "3"];
  const { code, lines, stderr } = await run("launch", ...args);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const both = ['[0] process 0 of 2, 4 steps: ["--lr","3"]', '[1] process 1 of 2, 4 steps: ["--lr","3"]'];
  expect(lines).toEqual(["[0] once", ...both]);
});

test("a process alone writes as it likes", async () => {
  expect(await run("launch", script, "finish")).toMatchObject({
    code: 0,
    lines: ["once", "process 0 of 1, 1 steps: []"],
  });
});

test("a script that fails ends the launch, with its error or its code", async () => {
  const thrown = await run("launch", "--num-processes", "2", script, "throw");
  expect(thrown.code).toBe(1);
  expect(thrown.stderr).toContain("error: process 1 failed, RangeError: out of luck");
  expect(thrown.stderr).toContain("script.fixture.ts");
  expect((await run("launch", "--num-processes", "2", script, "exit")).code).toBe(3);
});

test.skipIf(process.platform === "win32")(
  "Ctrl-C ends all processes (skipped on Windows: a process cannot be sent one there)",
  async () => {
    const args = [program, "launch", "--num-processes", "2", script, "hang"];
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.on("exit", resolve));
    let begun = 0;
    for await (const line of createInterface({ input: child.stdout }))
      if (line.includes("process") && ++begun === 2) child.kill("SIGINT");
    expect(await ended).toBe(130);
  },
);

test("config keeps defaults, which options of a launch go before", async () => {
  const path = launchConfigPath(env);
  expect((await run("config", "--num-processes", "2")).lines[0]).toContain(path);
  expect(await readFile(path, "utf8")).toBe("num_processes: 2\ngradient_accumulation_steps: 1\n");
  await run("config", "--gradient-accumulation-steps", "3");
  expect(await readFile(path, "utf8")).toBe("num_processes: 2\ngradient_accumulation_steps: 3\n");
  expect((await run("launch", script, "finish")).lines).toContain("[1] process 1 of 2, 3 steps: []");
  const { lines } = await run("launch", "--num-processes", "1", script, "finish");
  expect(lines).toContain("process 0 of 1, 3 steps: []");
});

test.each([
  ["num_processes: 0\n", "num_processes: Too small"],
  ["num_gpus: 1\n", "num_gpus"],
  ["a: [\n", "invalid settings in"],
])("a file of defaults that is none is an error, and stays as it is: %j", async (text, problem) => {
  const path = launchConfigPath(env);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  for (const args of [
    ["launch", script],
    ["config", "--num-processes", "2"],
  ]) {
    const { code, stderr } = await run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(path);
    expect(stderr).toContain(problem);
  }
  expect(await readFile(path, "utf8")).toBe(text);
});

test("a command line that makes no sense is an error", async () => {
  expect(await run("launch", "--num-processes", "two", script)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected a whole number from 1 on"),
  });
  expect((await run("launch")).code).toBe(2);
  expect(await run("launch", join(root, "none.ts"))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no such script"),
  });
  expect((await run()).code).toBe(0);
});
