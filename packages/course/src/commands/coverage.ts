import type { Command } from "commander";
import { capabilities } from "../data/capabilities.ts";
import type { Coverage } from "../run/coverage.ts";
import { defaultOutput } from "../run/project.ts";
import { readCoverage } from "../run/read-coverage.ts";

/** Adds `course coverage`. */
export function register(program: Command): void {
  program
    .command("coverage")
    .description("which capabilities of the course the last run proved")
    .option("--json", "print the ids as { covered, hub, missing }", false)
    .option("--output <folder>", "where the last run left its results", defaultOutput)
    .action(async ({ json, output }: { json: boolean; output: string }) => {
      const result = await readCoverage(output);
      const ids = capabilities.map(({ id }) => id);
      console.log(json ? JSON.stringify(result, null, 2) : describe(ids, result));
    });
}

/** One line per chapter, such as `C01 4/21 ████················· missing C01-05, ...`. */
function describe(ids: string[], { covered, hub, missing }: Coverage): string {
  const chapters = Object.entries(Object.groupBy(ids, (id) => id.slice(0, 3)));
  const lines = chapters.map(([chapter, all = []]) => {
    const of = (list: string[]) => list.filter((id) => id.startsWith(chapter));
    const bar = "█".repeat(of(covered).length) + "▒".repeat(of(hub).length) + "·".repeat(of(missing).length);
    const list = of(missing).length ? `\n    missing: ${of(missing).join(", ")}` : "";
    return `${chapter} ${`${of(covered).length}/${all.length}`.padEnd(5)} ${bar}${list}`;
  });
  const total = `${covered.length} of ${ids.length} covered, ${hub.length} wait for the Hub, ${missing.length} missing`;
  return [...lines, total].join("\n");
}
