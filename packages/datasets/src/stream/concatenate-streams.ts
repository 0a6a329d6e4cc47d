import type { Cursor, Open, Position } from "./cursor.ts";

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
