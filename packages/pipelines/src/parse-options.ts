import { nearest } from "@llm-course/hub";
import type { z } from "zod";
import { PipelineOptionsError } from "./errors.ts";

/** @throws PipelineOptionsError for an unknown option, with the one most alike, or a value that is none */
export function parseOptions<Schema extends z.ZodObject>(
  schema: Schema,
  options: z.input<Schema> | undefined,
): z.output<Schema> {
  const result = schema.safeParse(options ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues as [z.core.$ZodIssue];
  if (issue.code === "unrecognized_keys") {
    const [name = ""] = issue.keys;
    const alike = nearest(name, Object.keys(schema.shape));
    throw new PipelineOptionsError(`no such option, the nearest are ${alike.join(", ")}`, name);
  }
  throw new PipelineOptionsError(`option ${issue.path.join(".")}, ${issue.message}`, issue.input);
}
