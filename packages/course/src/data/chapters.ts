import { z } from "zod";
import rows from "./chapters.json" with { type: "json" };

const section = z.strictObject({
  /** As in the course, for example "3.3" or "6.3b". */
  number: z.string().regex(/^\d+\.\d+b?$/),
  title: z.string().min(1),
  /** What the section is about, in one line. */
  fact: z.string().min(1),
});

const chapter = z.strictObject({
  number: z.int().min(0).max(12),
  /** The name of the chapter's notebook, without `.ipynb`. */
  slug: z.string().regex(/^\d\d-[a-z0-9-]+$/),
  title: z.string().min(1),
  sections: z.array(section).min(1),
});

export type Section = z.infer<typeof section>;
export type Chapter = z.infer<typeof chapter>;

/** The chapters of the course, 0 to 12, with their sections in order. */
export const chapters: readonly Chapter[] = z.array(chapter).parse(rows);
