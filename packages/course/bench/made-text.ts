import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brownSentences } from "@llm-course/models/corpora";
import { makeText } from "./make-text.ts";

/** A folder with `text.jsonl` of so many megabytes, of sentences of the Brown corpus; it goes when the process ends. */
export async function madeText(megabytes: number): Promise<string> {
  const sentences = (await brownSentences()).slice(0, 10_000).map(({ words }) => words.join(" "));
  const folder = mkdtempSync(join(tmpdir(), "llm-course-text-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  makeText(join(folder, "text.jsonl"), megabytes * 1e6, sentences);
  return folder;
}
