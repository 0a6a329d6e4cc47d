import { z } from "zod";
import rows from "./capabilities.json" with { type: "json" };

const capability = z.strictObject({
  /** For example "C03-07": the chapter, then a number within it. Stable. */
  id: z.string().regex(/^C\d\d-\d\d$/),
  /** 0 to 12; 13 is what all chapters share (quizzes, exercises, exams, progress). */
  chapter: z.int().min(0).max(13),
  area: z.string().min(1),
  capability: z.string().min(1),
});

export type Capability = z.infer<typeof capability>;

/** Everything the course teaches or uses, one row each: what `course coverage` counts the notebooks' checks against. */
export const capabilities: readonly Capability[] = z.array(capability).parse(rows);
