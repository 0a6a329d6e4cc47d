import { StringDecoder } from "node:string_decoder";

type Write = typeof process.stdout.write;

/**
 * Turns what is written to stdout and stderr into stream messages. Bytes are decoded as UTF-8 across writes, so that a
 * character split between two chunks survives.
 */
export function captureOutput(emit: (name: "stdout" | "stderr", text: string) => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new StringDecoder("utf8");
    const write = (
      chunk: string | Uint8Array,
      encodingOrCallback?: BufferEncoding | ((error?: Error | null) => void),
      callback?: (error?: Error | null) => void,
    ): boolean => {
      const encoding = typeof encodingOrCallback === "string" ? encodingOrCallback : "utf8";
      const done = typeof encodingOrCallback === "function" ? encodingOrCallback : callback;
      const text =
        typeof chunk === "string"
          ? encoding === "hex" || encoding === "base64" || encoding === "base64url"
            ? Buffer.from(chunk, encoding).toString()
            : chunk
          : decoder.write(Buffer.from(chunk));
      if (text) emit(name, text);
      if (done) queueMicrotask(() => done());
      return true;
    };
    process[name].write = write as Write;
  }
}
