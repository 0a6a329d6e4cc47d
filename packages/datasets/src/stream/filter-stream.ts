import { type AnyFunction, loadFunction, type Mapper } from "../dataset/map-function.ts";
import type { Row } from "../dataset/row.ts";
import { MapFunctionError } from "../errors.ts";
import type { Open } from "./cursor.ts";

/** Rows for which a function says yes. */
export function filterStream(open: Open<Row>, mapper: Mapper): Open<Row> {
  return (epoch, from) => {
    const inner = open(epoch, from);
    let call: AnyFunction | undefined;
    let count = 0;
    return {
      async next() {
        call ??= await loadFunction(mapper);
        for (;;) {
          const row = await inner.next();
          if (row === undefined) return undefined;
          try {
            if (await call(row)) return row;
          } catch (cause) {
            const message = cause instanceof Error ? cause.message : String(cause);
            throw new MapFunctionError(`the function threw "${message}" at the row read as number`, count, {
              cause,
            });
          } finally {
            count++;
          }
        }
      },
      position: () => inner.position(),
      close: () => inner.close(),
    };
  };
}
