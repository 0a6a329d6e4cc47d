import type { Batch, Row } from "../dataset/row.ts";
import { columnsOf } from "./columns-of.ts";
import type { Open } from "./cursor.ts";

/** Batches of columns instead of rows. */
export function batchStream(open: Open<Row>, batchSize: number, dropLastBatch: boolean): Open<Batch> {
  return (epoch, from) => {
    const inner = open(epoch, from);
    return {
      async next() {
        const rows: Row[] = [];
        for (let row = await inner.next(); row !== undefined; row = await inner.next())
          if (rows.push(row) === batchSize) break;
        if (rows.length === 0 || (dropLastBatch && rows.length < batchSize)) return undefined;
        return Object.fromEntries(columnsOf(rows).values) as Batch;
      },
      position: () => inner.position(),
      close: () => inner.close(),
    };
  };
}
