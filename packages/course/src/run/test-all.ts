import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNotebooks } from "./find-notebooks.ts";
import { oneLine } from "./one-line.ts";
import { defaultOutput, projectRoot } from "./project.ts";
import { resultLines } from "./result-lines.ts";
import { runChapters } from "./run-chapters.ts";
import { runTool } from "./run-tool.ts";
import { type Outcome, vitestOutcome } from "./vitest-outcome.ts";

const tool = (...path: string[]): string => join(projectRoot, "node_modules", ...path);

const outcome = (ok: boolean): Outcome => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] });

/** One check of the whole repository, with what it has to say once it is over. */
async function check(name: string, run: () => Promise<{ ok: boolean; output: string }>): Promise<Outcome> {
  const started = performance.now();
  const { ok, output } = await run().catch((error) => ({ ok: false, output: oneLine(error) }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${ok ? "passed" : "FAILED"} ${name} (${seconds} s)`);
  if (!ok) console.log(output);
  return outcome(ok);
}

async function unitTests(signal: AbortSignal): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "vitest-"));
  try {
    const report = join(folder, "report.json");
    const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
    const { ok } = await runTool([tool("vitest", "vitest.mjs"), "run", ...reporters], { live: true, signal });
    const json = await readFile(report, "utf8").catch(() => undefined);
    if (json === undefined) return outcome(false); // vitest has said why
    const counted = vitestOutcome(json);
    // An error outside all tests, such as an unhandled rejection, fails vitest and none of them.
    return ok || counted.failed > 0 ? counted : { ...counted, failed: 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function notebooks(files: string[], signal: AbortSignal): Promise<Outcome> {
  const results = await runChapters(findNotebooks(files), {
    profile: "offline",
    device: "cpu",
    verify: true,
    write: false,
    fresh: false,
    output: defaultOutput,
    jobs: 1,
    signal,
    onResult: (result) => console.log(resultLines(result).join("\n")),
  });
  const failed = results.filter(({ status }) => status !== "passed").length;
  return { passed: results.length - failed, failed, skipped: [] };
}

/**
 * All checks of the repository, none hiding another: types, lint and format, the types of notebook cells, the packages'
 * tests, every notebook executed and compared with its committed outputs, and every working copy executed. The last line printed is the count.
 *
 * @returns whether all passed
 */
export async function testAll(signal: AbortSignal): Promise<boolean> {
  const files = globSync("{notebooks/{*,solutions/*},work/*/*}.ipynb", { cwd: projectRoot })
    .map((file) => join(projectRoot, file))
    .sort();
  const course = join(projectRoot, "scripts", "course.ts");
  // A core each for the two that compile; the linter is quick.
  const outcomes = await Promise.all([
    check("types", () => runTool([tool("typescript", "bin", "tsc"), "--noEmit"], { signal })),
    check("lint and format", () => runTool([tool("@biomejs", "biome", "bin", "biome"), "check"], { signal })),
    check("types of notebook cells", () => runTool([course, "run", "--types", ...files], { signal })),
  ]);
  if (!signal.aborted) outcomes.push(await unitTests(signal));
  if (!signal.aborted && files.length > 0) outcomes.push(await notebooks(files, signal));
  if (signal.aborted) return false;

  const skipped = outcomes.flatMap((part) => part.skipped);
  for (const why of skipped) console.log(`skipped: ${why}`);
  const total = (key: "passed" | "failed") => outcomes.reduce((sum, part) => sum + part[key], 0);
  const skips = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
  console.log(`${total("passed")} passed, ${total("failed")} failed${skips}`);
  return total("failed") === 0;
}
