// The program that the README shows.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";

// Each process loads all modules anew.
vi.setConfig({ testTimeout: 120_000 });

const program = join(import.meta.dirname, "../../src/accelerate/main.ts");
const script = join(import.meta.dirname, "train.ts");

async function losses(...options: string[]): Promise<number[]> {
  const argv = [program, "launch", ...options, script];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return [...stdout.matchAll(/epoch \d, loss (.*)/g)].map(([, loss]) => Number(loss));
}

test("the README shows it", async () => {
  const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
  expect(readme).toContain(await readFile(script, "utf8"));
});

test.each([1, 2])("it learns in processes: %i", async (numProcesses) => {
  const found = await losses("--num-processes", String(numProcesses));
  expect(found).toHaveLength(5);
  expect(found[0]).toBeGreaterThan(0.3);
  expect(found[4]).toBeLessThan(0.2);
});

test("it runs without a launch, too", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toContain("epoch 4, loss 0.");
});
