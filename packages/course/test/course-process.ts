import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { projectRoot } from "../src/run/project.ts";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts a program, with additions to this environment; `ended` has all it printed. Its input stays open. */
export function start(
  argv: string[],
  cwd: string,
  env: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const [command = "", ...args] = argv;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = { code: null as number | null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ended.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ended.stderr += text;
  });
  return { child, ended: once(child, "close").then(([code]) => ({ ...ended, code })) };
}

/** As package.json starts it. */
const script = z
  .object({ scripts: z.object({ course: z.string().startsWith("node ") }) })
  .parse(JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"))).scripts.course;

export const courseArgv = (...args: string[]): string[] => [
  process.execPath,
  ...script
    .split(" ")
    .slice(1)
    .map((part) => (part.endsWith(".ts") ? join(projectRoot, part) : part)),
  ...args,
];

/** Runs `course` as a process of its own, to its end. */
export const course = (cwd: string, ...args: string[]): Promise<Ended> =>
  start(courseArgv(...args), cwd).ended;

/** A code cell: its source and, if it matters, its metadata and stored outputs. */
export type TestCell =
  | string
  | { source: string; metadata?: object; outputs?: object[]; execution_count?: number };

/** Writes a notebook of a title and the code cells given; returns its path. */
export function writeNotebookFile(
  path: string,
  cells: TestCell[],
  metadata: object = {},
  kernel = "typescript",
): string {
  const code = cells.map((cell, i) => ({
    cell_type: "code",
    execution_count: null,
    id: `cell-${i + 1}`,
    metadata: {},
    outputs: [],
    ...(typeof cell === "string" ? { source: cell } : cell),
  }));
  const title = { cell_type: "markdown", id: "title", metadata: {}, source: "# Test" };
  const kernelspec = { display_name: "TypeScript", language: "typescript", name: kernel };
  const notebook = {
    cells: [title, ...code],
    metadata: { kernelspec, ...metadata },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(path, JSON.stringify(notebook, null, 1));
  return path;
}
