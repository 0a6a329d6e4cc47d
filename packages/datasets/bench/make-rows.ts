// Files of rows drawn by seed, made once in the system's temporary folder: node make-rows.ts csv|jsonl FILE ROWS

import { once } from "node:events";
import { createWriteStream, existsSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NumpyRandom } from "../src/random/numpy-random.ts";

const words =
  "the of and to in is that for it was on are as with his they at be this from have or by one had not but what all".split(
    " ",
  );

/** A row: an integer, two numbers, a text of about a hundred letters, one of twenty groups. */
function row(random: NumpyRandom, id: number) {
  const word = () => words[random.interval(words.length - 1)] as string;
  return {
    id,
    x: random.random() * 100,
    y: random.interval(1000),
    text: Array.from({ length: 24 }, word).join(" "),
    group: `group ${random.interval(19)}`,
  };
}

/** The path of a file with so many rows; it is made if it is not there. */
export async function madeRows(format: "csv" | "jsonl", count: number): Promise<string> {
  const path = join(tmpdir(), `llm-course-rows-${count}.${format}`);
  if (existsSync(path)) return path;
  const random = new NumpyRandom(count);
  const output = createWriteStream(`${path}.part`);
  if (format === "csv") output.write("id,x,y,text,group\n");
  for (let id = 0; id < count; id++) {
    const { x, y, text, group } = row(random, id);
    const line =
      format === "csv" ? `${id},${x},${y},${text},${group}` : JSON.stringify({ id, x, y, text, group });
    if (!output.write(`${line}\n`)) await once(output, "drain");
  }
  output.end();
  await once(output, "finish");
  renameSync(`${path}.part`, path);
  return path;
}
