import { seededBytes } from "../running-hub.ts";

/**
 * What the commit of a name changes: a text, an LFS object, and a text that all commits of its writer change. All of it
 * follows from the name, which is the commit's title: so who finds a commit knows what has to be in it.
 *
 * @param name `writer-number`
 */
export function madeFiles(name: string): Map<string, Uint8Array<ArrayBuffer>> {
  const [writer = ""] = name.split("-");
  const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  // Some come in one piece, some in parts.
  const size = 100_000 + (Math.abs(seed) % 300_000);
  return new Map([
    [`${name}/notes.txt`, new Uint8Array(Buffer.from(`${name}\n`.repeat(200)))],
    [`${name}/weights.bin`, seededBytes(size, seed)],
    [`latest-${writer}.txt`, new Uint8Array(Buffer.from(name))],
  ]);
}
