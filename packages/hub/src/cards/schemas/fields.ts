import { z } from "zod";
import { parseRepo } from "../../repo.ts";

export const textOrTexts = z.union([z.string(), z.array(z.string())], {
  error: "text or a list of texts expected",
});

/** `name` or `namespace/name`. */
export const repoId = z
  .string()
  .refine(isRepoId, { error: "a repository id, name or namespace/name, expected" });

export const repoIds = z.union([repoId, z.array(repoId)], {
  error: "a repository id, name or namespace/name, or a list of them expected",
});

export function isRepoId(text: string): boolean {
  try {
    parseRepo(text);
    return true;
  } catch {
    return false;
  }
}

/** A field that asks whoever wants access. */
const gatedField = z.union([
  z.enum(["text", "checkbox", "date_picker", "country", "ip_location"]),
  z.looseObject({ type: z.enum(["text", "checkbox", "date_picker", "country", "ip_location"]) }),
  z.looseObject({
    type: z.literal("select"),
    options: z.array(z.union([z.string(), z.looseObject({ label: z.string(), value: z.string() })])),
  }),
]);

export const gatedFields = {
  extra_gated_prompt: z.string().optional(),
  extra_gated_heading: z.string().optional(),
  extra_gated_description: z.string().optional(),
  extra_gated_button_content: z.string().optional(),
  extra_gated_fields: z
    .union([z.record(z.string(), gatedField), z.array(z.record(z.string(), gatedField))])
    .optional(),
  extra_gated_eu_disallowed: z.boolean().optional(),
};
