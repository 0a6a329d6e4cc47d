import type { Command } from "commander";
import { findBench } from "../bench/find-bench.ts";
import { runBench } from "../bench/run-bench.ts";
import { interrupt } from "../interrupt.ts";

/** Adds `course bench NAME`. */
export function register(program: Command): void {
  program
    .command("bench")
    .description("measure ourselves against a peer, taking turns")
    .argument("<name>", "a file packages/*/bench/NAME.bench.ts")
    .option("--json", "print one JSON object with the medians")
    .action(async (name: string, { json }: { json?: true }) => {
      const report = await runBench(
        findBench(name),
        (text) => (json ? console.error(text) : console.log(text)),
        interrupt,
      );
      if (json) console.log(JSON.stringify(report, null, 2));
      else
        console.log(
          Object.entries(report.machine)
            .map(([key, value]) => `${key}: ${value}`)
            .join(", "),
        );
    });
}
