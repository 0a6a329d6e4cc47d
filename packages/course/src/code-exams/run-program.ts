import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { watchMemory } from "./watch-memory.ts";

export interface RunProgramOptions {
  /** Milliseconds for all calls. Default: 10 s */
  timeLimit?: number;
  /** Megabytes, of the JavaScript heap, and together with buffers. Default: 128 and 512 */
  heapLimit?: number;
  memoryLimit?: number;
  signal?: AbortSignal;
}

/** What a call gave: a value (JSON) or what was thrown. */
export type CallResult = { value: unknown } | { error: string };

export interface ProgramRun {
  /** By the place of the call; those that are missing did not come to their end. */
  results: ReadonlyMap<number, CallResult>;
  /** Why there are no more results, in a sentence. */
  end?: string;
  /** The last of what the program printed. */
  printed: string;
}

const place = { test: z.int().min(0) };
const message = z.union([
  z.strictObject({ failed: z.string() }),
  z.strictObject({ ...place, error: z.string() }),
  // JSON has no undefined: a function that returns nothing has no value.
  z.strictObject({ ...place, value: z.unknown() }),
]);

const keptCharacters = 4000;

/**
 * Calls functions of a TypeScript file in a process of its own, under Node's `--permission`: it may read the folder with
 * its copy and nothing else, write no files, start no processes or threads, and load no native code. It gets no
 * environment variables. Node's permissions have no rule for the network and for sockets that are files, nor for signals to
 * other processes.
 * On Windows what is outside of the JavaScript heap is not limited.
 */
export async function runProgram(
  file: string,
  calls: readonly { call: string; args: readonly unknown[] }[],
  { timeLimit = 10_000, heapLimit = 128, memoryLimit = 512, signal }: RunProgramOptions = {},
): Promise<ProgramRun> {
  // Permissions are about real paths.
  const folder = await realpath(await mkdtemp(join(tmpdir(), "code-exam-")));
  try {
    // .mts: no package.json has to be found and read to know that these are modules.
    await writeFile(join(folder, "program.mts"), await readFile(file));
    const runner = join(folder, "runner.mts");
    await copyFile(new URL("program-runner.mts", import.meta.url), runner);
    const child = spawn(
      process.execPath,
      [
        ...["--permission", `--allow-fs-read=${folder}`, `--max-old-space-size=${heapLimit}`],
        "--no-experimental-sqlite", // its files are no matter of the permissions
        runner,
      ],
      {
        cwd: folder,
        // Windows needs it to start a program at all.
        env: process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        windowsHide: true,
        ...(signal && { signal, killSignal: "SIGKILL" as const }),
      },
    );
    return await follow(child, calls, { timeLimit, memoryLimit, folder, file });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function follow(
  child: ChildProcess,
  calls: readonly object[],
  {
    timeLimit,
    memoryLimit,
    folder,
    file,
  }: { timeLimit: number; memoryLimit: number; folder: string; file: string },
): Promise<ProgramRun> {
  const results = new Map<number, CallResult>();
  let printed = "";
  let end: string | undefined;
  const own = (text: string) => text.replaceAll(`file://${join(folder, "program.mts")}`, file);
  const stop = (reason: string) => {
    end ??= reason;
    child.kill("SIGKILL");
  };
  child.on("message", (data) => {
    const { success, data: told } = message.safeParse(data);
    if (!success) return; // the program's own
    if ("failed" in told) end ??= `the program cannot be loaded: ${ownLines(own(told.failed), file)}`;
    // The first result counts.
    else if (told.test < calls.length && !results.has(told.test))
      results.set(
        told.test,
        "error" in told ? { error: ownLines(own(told.error), file) } : { value: told.value },
      );
    if (results.size === calls.length) stop("done");
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed = (printed + text).slice(-keptCharacters);
    });
  const timer = setTimeout(() => stop(`it took longer than ${timeLimit / 1000} s`), timeLimit);
  const unwatch = watchMemory(child, memoryLimit, () => stop(`it took more memory than ${memoryLimit} MB`));
  const closed = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, killedBy) => {
      end ??= / heap out of memory/.test(printed)
        ? "it took more memory than the JavaScript heap may have"
        : `the program ended by itself before all tests had run (${killedBy ?? `exit code ${code}`})`;
      resolve();
    });
  });
  child.send(calls as never, () => {}); // a child that is gone already is told by its end
  try {
    await closed;
  } finally {
    clearTimeout(timer);
    unwatch();
  }
  return { results, printed: own(printed), ...(results.size < calls.length && end !== undefined && { end }) };
}

/** An error's message, and the lines of its stack that are in the learner's file. */
function ownLines(stack: string, file: string): string {
  const lines = stack.split("\n");
  const frames = lines.filter((line) => /^\s+at /.test(line) && line.includes(file)).slice(0, 2);
  return [...lines.filter((line) => !/^\s+at /.test(line)), ...frames].join("\n").slice(0, 1000);
}
