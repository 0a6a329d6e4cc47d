import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { writeAtomically } from "@llm-course/onnx";
import { z } from "zod";
import { JsonLogError } from "./errors.ts";

/** JSON has no numbers for NaN and the infinities: they are written as these strings. */
const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);

const lineSchema = z
  .object({ run: z.string(), step: z.int().nonnegative(), time: z.iso.datetime() })
  .catchall(number);

export type JsonLogLine = z.output<typeof lineSchema>;

/** Appends a line in one write, so that another process never reads half of one. */
export async function appendLine(path: string, line: JsonLogLine): Promise<void> {
  await appendFile(path, `${JSON.stringify(line)}\n`);
}

/**
 * Makes a log ready for a run that goes on after `count` of its lines: those it wrote later go, and so does half a line
 * that a crash left at the end. Other runs stay.
 *
 * @throws JsonLogError for a file that is no such log
 */
export async function openLog(path: string, run: string, count: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return "";
  });
  const lines = text.split("\n");
  // After the last newline there is nothing, or what a crash cut off.
  lines.pop();
  let left = count;
  const kept = lines.filter((line, i) => parseLine(path, i + 1, line).run !== run || left-- > 0);
  const content = kept.map((line) => `${line}\n`).join("");
  if (content !== text) await writeAtomically(path, async (file) => file.writeFile(content));
}

function parseLine(path: string, number: number, text: string): JsonLogLine {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    throw new JsonLogError(path, number, text);
  }
}
