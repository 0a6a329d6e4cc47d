import { z } from "zod";
import { projectRoot } from "../run/project.ts";
import { readYamlFile } from "./read-yaml-file.ts";

const capability = z
  .strictObject({
    /** For example "C03-07": the chapter, then a number within it. Stable. */
    id: z.string().regex(/^C(0\d|1[0-3])-\d\d$/),
    area: z.string().min(1),
    capability: z.string().min(1),
  })
  .transform((row) => ({
    ...row,
    /** 0 to 12; 13 is what all chapters share (quizzes, exercises, exams, progress). */
    chapter: Number(row.id.slice(1, 3)),
  }));

export type Capability = z.output<typeof capability>;

/** Everything the course teaches or uses, one row each: what `course coverage` counts the notebooks' checks against. */
export const capabilities: readonly Capability[] = readYamlFile(
  "packages/course/src/data/capabilities.yaml",
  { root: projectRoot, schema: z.array(capability) },
).value;
