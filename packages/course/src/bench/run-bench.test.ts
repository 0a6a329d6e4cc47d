import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findBench, UnknownBenchError } from "./find-bench.ts";
import { MissingPeerError, runBench } from "./run-bench.ts";

const folder = mkdtempSync(join(tmpdir(), "run-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

function benchFile(available: boolean): string {
  const file = join(folder, `${available}.bench.ts`);
  const peer = `{ name: "torch", install: "pip install torch", available: () => ${available}, run: () => 40 }`;
  writeFileSync(
    file,
    `export default { name: "steps", cases: [{ name: "step", runs: 1, warmup: 0, bar: 0.5, ours: () => 10, peer: ${peer} }] };`,
  );
  return file;
}

test("the report has the machine and one result per case, and the text says what was promised", async () => {
  const printed: string[] = [];
  const report = await runBench(benchFile(true), (text) => printed.push(text));
  expect(report).toEqual({
    name: "steps",
    machine: {
      cpu: expect.any(String),
      cores: expect.any(Number),
      memoryGb: expect.any(Number),
      platform: `${process.platform}-${process.arch}`,
      node: process.version,
    },
    results: [
      {
        case: "step",
        unit: "s",
        ours: 10,
        peer: 40,
        peerName: "torch",
        ratio: 0.25,
        rssMb: expect.any(Number),
        peerRssMb: expect.any(Number),
      },
    ],
  });
  expect(printed.join()).toMatch(
    /torch: 40 s \(40–40\), \d+ MB\n {2}ratio: 0\.25 \(promised: 0\.5 or less\)/,
  );
});

test("a missing peer is an error with the line that installs it, and exit code 3", async () => {
  const failed = runBench(benchFile(false), () => {});
  await expect(failed).rejects.toThrow(MissingPeerError);
  await expect(failed).rejects.toThrow("torch is not installed, install it with: pip install torch");
  await expect(failed).rejects.toMatchObject({ exitCode: 3 });
});

test("a bench goes by its file's name; an unknown one names those that exist", () => {
  expect(findBench("notebook-run")).toMatch(/packages.kernel.bench.notebook-run\.bench\.ts$/);
  expect(() => findBench("no-such-bench")).toThrow(UnknownBenchError);
  expect(() => findBench("no-such-bench")).toThrow(/existing ones are .*notebook-run.*: no-such-bench$/);
});
