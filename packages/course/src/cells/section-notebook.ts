import type { Notebook } from "@llm-course/kernel";
export async function sectionNotebook(_n: Notebook, _s: string, _f: string): Promise<Notebook> {
  throw new Error("todo");
}
