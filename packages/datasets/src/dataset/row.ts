/** A row: its columns' values by their names. */
export type Row = Record<string, unknown>;

/** Several rows: their columns' values by their names. */
export type Batch = Record<string, unknown[]>;
