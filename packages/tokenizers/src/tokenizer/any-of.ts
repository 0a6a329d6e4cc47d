import { z } from "zod";

/**
 * One of several objects of a tokenizer.json, told apart by `type`.
 *
 * @param kind what it is, for the message about one that is unknown
 */
export function anyOf<T>(kind: string, variants: Readonly<Record<string, z.ZodType<T>>>): z.ZodType<T> {
  const known = Object.keys(variants).join(", ");
  return z
    .looseObject({ type: z.string() }, { error: `expected a ${kind}, an object with a type` })
    .transform((json, context): T => {
      const variant = Object.hasOwn(variants, json.type) ? variants[json.type] : undefined;
      if (!variant) {
        const message = `unknown ${kind}, expected one of ${known}`;
        context.issues.push({ code: "custom", path: ["type"], message, input: json.type });
        return z.NEVER;
      }
      const result = variant.safeParse(json, { reportInput: true });
      if (result.success) return result.data;
      for (const issue of result.error.issues) context.issues.push(issue as z.core.$ZodRawIssue);
      return z.NEVER;
    });
}
