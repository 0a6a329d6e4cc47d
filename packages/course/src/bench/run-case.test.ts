import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BenchDefinitionError, loadBench } from "./load-bench.ts";
import { BenchRunError } from "./measure-program.ts";
import { runCase } from "./run-case.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const peer = `name: "peer", install: "none", available: () => true`;

async function run(cases: string, prelude = "") {
  const file = join(folder, `${Math.random()}.bench.ts`);
  writeFileSync(file, `${prelude}\nexport default { name: "t", cases: [${cases}] };`);
  const [first] = (await loadBench(file)).cases;
  if (!first) throw new Error("no case");
  return runCase(file, 0, first);
}

test("the figure is the median of the runs after warm-up, with its spread", async () => {
  const { result, spread } = await run(
    `{ name: "count", runs: 3, warmup: 2, unit: "s", ours: () => ++n * n, peer: { ${peer}, run: () => 32 } }`,
    "let n = 0;",
  );
  expect(result).toMatchObject({
    case: "count",
    unit: "s",
    ours: 16,
    peer: 32,
    peerName: "peer",
    ratio: 0.5,
  });
  expect(spread).toEqual({ ours: [9, 25], peer: [32, 32] });
});

test("the ratio of a rate is turned round, so that less is always better", async () => {
  const { result } = await run(
    `{ name: "r", unit: "tokens/s", ours: () => 10, peer: { ${peer}, run: () => 40 } }`,
  );
  expect(result.ratio).toBe(4);
});

test("both sides take turns", async () => {
  const log = join(folder, "turns");
  const side = (name: string) => `() => void appendFileSync(${JSON.stringify(log)}, "${name}")`;
  await run(
    `{ name: "turns", runs: 2, ours: ${side("a")}, peer: { ${peer}, run: ${side("b")} } }`,
    `import { appendFileSync } from "node:fs";`,
  );
  expect(readFileSync(log, "utf8")).toBe("ababab");
});

test("each side has its own peak memory", async () => {
  const { result } = await run(
    `{ name: "memory", runs: 1, warmup: 0, ours: () => 1, peer: { ${peer}, run: () => Buffer.alloc(300e6, 1).length } }`,
  );
  expect(result.peerRssMb).toBeGreaterThan((result.rssMb ?? 0) + 200);
});

const linuxOnly =
  process.platform === "linux" ? "" : " (skipped: peak memory of other programs is read from /proc)";

test.skipIf(linuxOnly)(`the memory of a program includes its children${linuxOnly}`, async () => {
  const grow = "const b = Buffer.alloc(200e6, 1); setTimeout(() => b, 300)";
  const parent = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(grow)}])`;
  const { result } = await run(
    `{ name: "tree", runs: 1, warmup: 0, ours: { argv: [process.execPath, "-e", ${JSON.stringify(parent)}] } }`,
  );
  expect(result.rssMb).toBeGreaterThan(200);
  expect(result).toMatchObject({ peer: null, ratio: null });
});

test.skipIf(linuxOnly)(`and so does that of a function${linuxOnly}`, async () => {
  const grow = "const b = Buffer.alloc(200e6, 1); setTimeout(() => b, 300)";
  const { result } = await run(
    `{ name: "child", runs: 1, warmup: 0, ours: () => promisify(execFile)(process.execPath, ["-e", ${JSON.stringify(grow)}]) }`,
    `import { execFile } from "node:child_process"; import { promisify } from "node:util";`,
  );
  expect(result.rssMb).toBeGreaterThan(200);
});

test("a program's output can be the figure", async () => {
  const { result } = await run(
    `{ name: "read", runs: 1, warmup: 0, ours: { argv: [process.execPath, "-p", "6 * 7"], read: ({ stdout }) => Number(stdout) } }`,
  );
  expect(result.ours).toBe(42);
});

test.each([
  [`() => { throw new Error("boom") }`, "boom"],
  ["() => process.exit(3)", "process ended: 3"],
  [`{ argv: [process.execPath, "-e", "console.error('why'); process.exit(4)"] }`, "ended with code 4: why"],
  [`{ argv: ["no-such-program"] }`, "cannot run no-such-program"],
])("a run that fails is an error, not a figure: %s", async (ours, message) => {
  const failed = run(`{ name: "f", ours: ${ours} }`);
  await expect(failed).rejects.toThrow(BenchRunError);
  await expect(failed).rejects.toThrow(message);
});

test("a file that exports something else is named", async () => {
  await expect(run("1")).rejects.toThrow(BenchDefinitionError);
});
