import { spawn } from "node:child_process";
import { CourseError } from "../errors.ts";
import type { Program } from "./definition.ts";
import { watchPeakMb } from "./process-tree-memory.ts";

/** One measured run; `rssMb` is null where the system does not tell. */
export interface Measurement {
  value: number;
  rssMb: number | null;
}

/** Thrown when a benched program or function fails; a failed run is never a figure. */
export class BenchRunError extends CourseError {
  override name = "BenchRunError";
}

/**
 * Runs a program once, from start to exit.
 *
 * @throws BenchRunError when it cannot start or exits with a code other than zero
 */
export function measureProgram(program: Program, signal?: AbortSignal): Promise<Measurement> {
  const [command, ...args] = program.argv;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, {
      cwd: program.cwd,
      env: { ...process.env, ...program.env },
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    const peakMb = watchPeakMb(child.pid);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.once("error", (error) => {
      peakMb();
      reject(new BenchRunError(`cannot run ${command}: ${error.message}`));
    });
    // The clock stops at "exit"; "close" comes when the pipes are drained.
    let seconds = 0;
    child.once("exit", () => {
      seconds = (performance.now() - started) / 1000;
    });
    child.once("close", (code, killed) => {
      const rssMb = peakMb() || null;
      if (code !== 0) {
        reject(
          new BenchRunError(
            `${program.argv.join(" ")} ended with ${killed ?? `code ${code}`}: ${stderr.trim()}`,
          ),
        );
      } else {
        resolve({ value: program.read?.({ seconds, stdout }) ?? seconds, rssMb });
      }
    });
  });
}
