import { z } from "zod";
import { excerpt, pathOf } from "../auto/excerpt.ts";
import { ChatTemplateError } from "./errors.ts";

const part = z.looseObject({ type: z.string(), text: z.string().optional() });

/** What somebody says. Templates may know further fields, such as `tool_calls` or `name`. */
const message = z.looseObject({
  role: z.string().min(1),
  content: z.union([z.string(), z.array(part)], { error: "expected text or a list of parts" }).nullish(),
});

export type ChatMessage = z.output<typeof message>;

/** @throws ChatTemplateError */
export function checkMessages(messages: unknown): ChatMessage[] {
  const result = z
    .array(message)
    .min(1, "expected at least one message")
    .safeParse(messages, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  throw new ChatTemplateError(
    `not a chat, at messages${pathOf(issue.path)}: ${issue.message}, given ${excerpt(issue.input)}`,
  );
}
