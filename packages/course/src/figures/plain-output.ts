import { stripVTControlCharacters } from "node:util";
import type { Output } from "@llm-course/kernel";

/** What a cell has put out, as text. */
export function plainOutput(output: Output): string {
  if (output.output_type === "stream") return stripVTControlCharacters(output.text);
  if (output.output_type === "error") return "";
  return String(output.data["text/plain"] ?? "").trim();
}
