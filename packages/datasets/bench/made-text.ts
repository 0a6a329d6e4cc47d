import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brownLines } from "../../tokenizers/test/oracle/lines.ts";
import { makeText } from "./make-text.ts";

/** A folder with `text.jsonl` of so many megabytes, of sentences of the Brown corpus; it goes when the process ends. */
export function madeText(megabytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), "llm-course-text-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  makeText(join(folder, "text.jsonl"), megabytes * 1e6, brownLines(10_000));
  return folder;
}
