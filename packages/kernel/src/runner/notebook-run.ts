import type { FailureKind } from "./errors.ts";
import type { Notebook } from "./notebook.ts";

export type RunStatus = "passed" | "failed" | "interrupted";

/**
 * "ok" also for a cell that raised and is tagged `raises-exception`; "skipped" for a cell tagged `hub` in the offline
 * profile and for all cells after the one that ended the run.
 */
export type CellStatus = "ok" | "error" | "skipped";

export interface CellRun {
  /** Place among all cells of the notebook, from 0. */
  index: number;
  id: string;
  status: CellStatus;
  /** How long the kernel was busy with it, by the kernel's clock. */
  seconds: number;
}

export interface RunError {
  kind: FailureKind;
  /** Place among the code cells, from 1; absent when no cell is to blame. */
  cell?: number;
  /** Place among all cells, from 0. */
  index?: number;
  cellId?: string;
  ename: string;
  evalue: string;
  /** One line that names the file, the cell and what happened. */
  message: string;
}

export interface NotebookRun {
  path: string;
  /** The executed notebook; the file it came from is untouched. */
  notebook: Notebook;
  status: RunStatus;
  error?: RunError;
  /** From before the kernel was started until it was gone. */
  seconds: number;
  /** From the start of the kernel's process to its first answer. */
  startSeconds: number;
  /** One entry per code cell. */
  cells: CellRun[];
  /** How many cells the kernel ran to an end, in success or error. */
  executed: number;
  skipped: number;
  /** The most resident memory the kernel had, in 10^6 bytes; absent where neither it nor the system tells. */
  peakRssMb?: number;
  /** Absent when the kernel does not count it. */
  downloadedBytes?: number;
}

interface Progress {
  path: string;
  /** The code cell it is about, from 1; 0 when it is about the notebook. */
  index: number;
  /** How many code cells there are. */
  total: number;
}

/** What is reported while a notebook runs. */
export type RunEvent = Progress &
  (
    | { type: "start" }
    | { type: "cell-start"; cellId: string }
    | { type: "stream"; name: string; text: string }
    | { type: "cell-end"; cellId: string; status: CellStatus; seconds: number }
    | { type: "end"; status: RunStatus; seconds: number; executed: number; skipped: number; error?: RunError }
  );

export interface RunOptions {
  /** The folder of the kernel to run in; its name must be the one in the notebook's `metadata.kernelspec`. */
  kernelspec: string;
  /** Where the kernel runs. Default: the notebook's folder. */
  cwd?: string;
  /** Added to this process's environment for the kernel. */
  env?: Record<string, string>;
  /** Reaches cells as COURSE_PROFILE. Default "offline", in which cells tagged `hub` are skipped. */
  profile?: "offline" | "hub";
  /** Reaches cells as COURSE_DEVICE. */
  device?: string;
  /** Default 240. */
  cellTimeoutSeconds?: number;
  /** Default: no limit but the cells'. */
  notebookTimeoutSeconds?: number;
  /** Default 60. */
  startTimeoutSeconds?: number;
  onEvent?: (event: RunEvent) => void;
  /** Ends the run and kills its kernel at once when aborted. */
  signal?: AbortSignal;
}
