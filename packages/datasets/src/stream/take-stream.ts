import type { Counted, Open } from "./cursor.ts";

/** The first rows. */
export function takeStream<R>(open: Open<R>, limit: number): Open<R> {
  return (epoch, from) => {
    const start = from as Counted | undefined;
    const inner = open(epoch, start?.inner);
    let count = start?.count ?? 0;
    return {
      async next() {
        if (count >= limit) return undefined;
        count++;
        return inner.next();
      },
      position: () => ({ inner: inner.position(), count }),
      close: () => inner.close(),
    };
  };
}
