import type { Notebook } from "@llm-course/kernel";
import { z } from "zod";

/** What `metadata.course` of a notebook says about the run its stored outputs come from. */
const record = z.object({
  platform: z.string(),
  node: z.string(),
  profile: z.string(),
  cost: z.object({ seconds: z.number(), memoryMb: z.number(), downloadMb: z.number() }),
});

export type NotebookRecord = z.infer<typeof record>;

/** The record of the run whose outputs a notebook stores; undefined when there never was one. */
export const notebookRecord = (notebook: Notebook): NotebookRecord | undefined =>
  record.safeParse(notebook.metadata.course).data;
