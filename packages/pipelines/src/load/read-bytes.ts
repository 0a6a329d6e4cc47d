import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/**
 * The content of a file, of an address (http, https, data or file), or the bytes as they are.
 *
 * @param failure makes the error that is thrown where there is nothing to read
 */
export async function readBytes(
  input: unknown,
  failure: (problem: string, cause?: unknown) => Error,
): Promise<Uint8Array> {
  if (input instanceof Uint8Array) return input;
  if (!(input instanceof URL) && typeof input !== "string")
    throw failure("a path, an address or bytes expected");
  const url = input instanceof URL ? input : /^(https?|data|file):/.test(input) ? new URL(input) : undefined;
  if (url === undefined || url.protocol === "file:") {
    const path = url ? fileURLToPath(url) : (input as string);
    return readFile(path).catch((cause) => {
      throw failure("a file that can be read expected", cause);
    });
  }
  const response = await fetch(url).catch((cause) => {
    throw failure("an address that answers expected", cause);
  });
  if (!response.ok) throw failure(`an address that answers expected, its answer is ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
