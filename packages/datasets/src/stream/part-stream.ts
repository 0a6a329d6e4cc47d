import type { Cursor, Open, Position } from "./cursor.ts";

interface Counted {
  readonly inner: Position;
  readonly count: number;
}

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

/** One stream after the other. */
export function concatenateStreams<R>(streams: readonly Open<R>[]): Open<R> {
  return (epoch, from) => {
    const start = (from ?? { index: 0, inner: undefined }) as { index: number; inner: Position };
    let { index } = start;
    let cursor: Cursor<R> | undefined = streams[index]?.(epoch, start.inner);
    return {
      async next() {
        while (cursor) {
          const row = await cursor.next();
          if (row !== undefined) return row;
          await cursor.close();
          cursor = streams[++index]?.(epoch);
        }
        return undefined;
      },
      position: () => ({ index, inner: cursor?.position() }),
      close: async () => cursor?.close(),
    };
  };
}
