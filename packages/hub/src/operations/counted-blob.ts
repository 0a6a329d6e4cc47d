/** A blob whose bytes are told as they are read: `fetch` takes its size and its stream, so it never is in memory as a whole. */
export function countedBlob(blob: Blob, onBytes: (bytes: number) => void): Blob {
  const stream = () =>
    blob.stream().pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform: (bytes, controller) => {
          onBytes(bytes.byteLength);
          controller.enqueue(bytes);
        },
      }),
    );
  return Object.defineProperties(new Blob([]), { size: { value: blob.size }, stream: { value: stream } });
}
