import { closeSync, openSync, writeSync } from "node:fs";
import { NumpyRandom } from "@llm-course/datasets";

/** Bytes that are written at one go. */
const blockBytes = 2 ** 22;

/**
 * Writes a jsonl of about so many bytes: rows of an id, one of four sources, and one to ten sentences, each row other ones.
 *
 * @param sentences a pool to draw from
 */
export function makeText(path: string, bytes: number, sentences: readonly string[]): void {
  const random = new NumpyRandom(1);
  const pool = sentences.map((each) => Buffer.from(`${JSON.stringify(each).slice(1, -1)} `));
  const sources = ["web", "mail", "code", "books"];
  const longest = 200 + 10 * Math.max(...pool.map(({ length }) => length));
  const block = Buffer.alloc(blockBytes + longest);
  const file = openSync(path, "wx");
  let [id, written] = [0, 0];
  while (written < bytes) {
    let at = 0;
    while (at < blockBytes && written + at < bytes) {
      const source = sources[random.interval(3)];
      at += block.write(`{"id": ${id++}, "source": "${source}", "text": "`, at);
      for (let left = random.interval(9); left >= 0; left--)
        at += (pool[random.interval(pool.length - 1)] as Buffer).copy(block, at);
      at += block.write('"}\n', at);
    }
    written += writeSync(file, block, 0, at);
  }
  closeSync(file);
}
