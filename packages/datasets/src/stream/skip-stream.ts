import type { Counted, Open } from "./cursor.ts";

/** All but the first rows. */
export function skipStream<R>(open: Open<R>, limit: number): Open<R> {
  return (epoch, from) => {
    const start = from as Counted | undefined;
    const inner = open(epoch, start?.inner);
    let count = start?.count ?? 0;
    return {
      async next() {
        for (; count < limit; count++) if ((await inner.next()) === undefined) return undefined;
        return inner.next();
      },
      position: () => ({ inner: inner.position(), count }),
      close: () => inner.close(),
    };
  };
}
