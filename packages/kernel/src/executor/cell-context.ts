import { AsyncLocalStorage } from "node:async_hooks";

/** The cell on whose behalf code runs, however many timers and promises later. */
export interface CellContext {
  /** The id of the execute request. */
  id: string;
  /** The cell's file number: `cell 3` in messages. */
  number: number;
  interrupted: boolean;
  /** Ends the cell with an error at once; without effect after its end. */
  fail(error: unknown): void;
}

export const cellContext = new AsyncLocalStorage<CellContext>();
