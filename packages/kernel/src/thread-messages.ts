import type { RewrittenCell } from "./compiler/rewrite-cell.ts";

/** A MIME bundle as Jupyter's display messages carry it. */
export type MimeBundle = Record<string, unknown>;

/** What went wrong in a cell, ready for an `error` message except for the positions (see server/traceback.ts). */
export interface CellError {
  ename: string;
  evalue: string;
  /** The stack as V8 wrote it, causes and aggregated errors included. */
  stack: string;
}

export const interruptedMessage = "the cell was interrupted; variables it had set keep their values";

/** Outputs name their owner, the id of the execute request whose code made them, however late they come. */
export type FromExecutor =
  /** The first message: from here on the thread may be interrupted. */
  | { type: "ready" }
  | { type: "stream"; owner: string; name: "stdout" | "stderr"; text: string }
  | {
      type: "display";
      owner: string;
      data: MimeBundle;
      metadata: MimeBundle;
      displayId?: string;
      update: boolean;
    }
  | { type: "clear"; owner: string; wait: boolean }
  | { type: "late-error"; owner: string; error: CellError }
  | { type: "done"; id: string; data?: MimeBundle; error?: CellError }
  | { type: "alive"; sequence: number; running: string | undefined }
  /** The thread spins in code of an interrupted cell and asks to be torn out of it. */
  | { type: "terminate-me" }
  | { type: "usage"; id: string; residentBytes: number; peakBytes: number; downloadedBytes: number };

export type ToExecutor =
  | { type: "execute"; id: string; number: number; cell: RewrittenCell & { file: string } }
  | { type: "interrupt"; sequence: number; id: string }
  | { type: "usage"; id: string }
  | { type: "exit" };
