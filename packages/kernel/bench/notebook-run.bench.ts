// What running a notebook costs beside the kernel's own work: the time of a run of 100 trivial cells, less the kernel's
// start and less the time it was busy with cells, both by the kernel's own clock, whoever drives it. Once for the whole
// program, with its start and its files; once inside a program that is already running.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { z } from "zod";
import { jupyterPath, kernelspecFolder } from "../src/kernelspec.ts";

const root = resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "notebook-run-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const notebook = join(folder, "trivial.ipynb");
const cells = Array.from({ length: 100 }, (_, i) => ({
  cell_type: "code",
  id: `cell-${i}`,
  metadata: {},
  execution_count: null,
  outputs: [],
  source: `${i} + 1`,
}));
const kernelspec = { name: "typescript", display_name: "TypeScript", language: "typescript" };
writeFileSync(notebook, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));

const traceLine = z.object({ event: z.string(), time: z.number(), type: z.string().optional() });

/** The seconds of a run that were neither the kernel's start nor its work on cells. */
function overhead(seconds: number, trace: string): number {
  const lines = readFileSync(trace, "utf8").trim().split("\n");
  const events = lines.map((line) => traceLine.parse(JSON.parse(line)));
  rmSync(trace); // the next run starts a new one
  const times = (event: string, type?: string) =>
    events.filter((line) => line.event === event && line.type === type).map(({ time }) => time);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const busy = times("busy", "execute_request");
  const idle = times("idle", "execute_request");
  if (busy.length !== cells.length || idle.length !== cells.length) {
    throw new Error(
      `expected ${cells.length} cells in the kernel's trace; got ${busy.length} busy, ${idle.length} idle`,
    );
  }
  const starting = sum(times("ready")) - sum(times("start"));
  return seconds - (starting + sum(idle) - sum(busy)) / 1000;
}

// Distributions put jupyter and its Python there; another Python may come first on the PATH.
const path = [...(process.platform === "win32" ? [] : ["/usr/bin"]), process.env.PATH].join(delimiter);
const jupyterEnv = { PATH: path, JUPYTER_PATH: jupyterPath() };
const installed = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { env: { ...process.env, ...jupyterEnv } }).status === 0;

const execute = `
import sys, time
import nbformat
from nbclient import NotebookClient
began = time.monotonic()
NotebookClient(nbformat.read(sys.argv[1], 4), kernel_name="typescript").execute()
print(time.monotonic() - began)
`;

const oursTrace = join(folder, "ours.jsonl");
const peerTrace = join(folder, "peer.jsonl");

export default {
  name: "notebook-run",
  cases: [
    {
      name: "overhead of 100 trivial cells, whole program",
      bar: 0.5,
      ours: {
        argv: [
          process.execPath,
          join(root, "scripts", "course.ts"),
          "run",
          notebook,
          "--fresh",
          "--output",
          folder,
        ],
        env: { COURSE_KERNEL_TRACE: oursTrace },
        read: ({ seconds }: { seconds: number }) => overhead(seconds, oursTrace),
      },
      peer: {
        name: "nbconvert",
        install: "sudo apt-get install jupyter-nbconvert",
        available: () => installed("jupyter", "nbconvert", "--version"),
        run: {
          argv: [
            ...["jupyter", "nbconvert", "--to", "notebook", "--execute", notebook],
            ...["--ExecutePreprocessor.kernel_name=typescript", "--output-dir", join(folder, "executed")],
          ],
          env: { ...jupyterEnv, COURSE_KERNEL_TRACE: peerTrace },
          read: ({ seconds }: { seconds: number }) => overhead(seconds, peerTrace),
        },
      },
    },
    {
      name: "overhead of 100 trivial cells, inside a running program",
      bar: 0.5,
      ours: async () => {
        const { runNotebook } = await import("../src/index.ts");
        process.env.COURSE_KERNEL_TRACE = oursTrace;
        const began = performance.now();
        const { error } = await runNotebook(notebook, { kernelspec: kernelspecFolder() });
        if (error) throw new Error(error.message);
        return overhead((performance.now() - began) / 1000, oursTrace);
      },
      peer: {
        name: "nbclient",
        install: "sudo apt-get install python3-nbclient",
        available: () => installed("python3", "-c", "import nbclient"),
        run: {
          argv: ["python3", "-c", execute, notebook],
          env: { ...jupyterEnv, COURSE_KERNEL_TRACE: peerTrace },
          read: ({ stdout }: { stdout: string }) => overhead(Number(stdout), peerTrace),
        },
      },
    },
  ],
};
