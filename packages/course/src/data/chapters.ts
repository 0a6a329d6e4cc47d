import { z } from "zod";
import { projectRoot } from "../run/project.ts";
import { readYamlFile } from "./read-yaml-file.ts";

const section = z.strictObject({
  /** As in the course, for example "3.3" or "6.3b". */
  number: z.string().regex(/^\d+\.\d+b?$/),
  title: z.string().min(1),
  /** How long a first reader may take, with exercises and quiz: an estimate. */
  minutes: z.int().positive(),
  /** How many exercises there are; their ids are the section's number with `.1` and so on. */
  exercises: z.int().positive().optional(),
  /** How many questions the quiz has that goes by the section's number. */
  questions: z.int().positive().optional(),
  /** What the section is about, in one line. */
  fact: z.string().min(1),
});

const chapter = z
  .strictObject({
    number: z.int().min(0).max(12),
    /** The name of the chapter's notebook, without `.ipynb`. */
    slug: z.string().regex(/^\d\d-[a-z0-9-]+$/),
    title: z.string().min(1),
    /** Numbers of chapters to work through before. */
    dependsOn: z.array(z.int().min(0).max(12)),
    /** Whether there is the exercise `<number>.practical`. */
    practical: z.boolean().default(false),
    sections: z.array(section).min(1),
  })
  .transform((chapter) => ({
    ...chapter,
    /** Of all its sections together. */
    minutes: chapter.sections.reduce((sum, { minutes }) => sum + minutes, 0),
  }));

export type Section = z.output<typeof section>;
export type Chapter = z.output<typeof chapter>;

/** The chapters of the course, 0 to 12, with their sections in order. */
export const chapters: readonly Chapter[] = readYamlFile("packages/course/src/data/chapters.yaml", {
  root: projectRoot,
  schema: z.array(chapter),
}).value;
