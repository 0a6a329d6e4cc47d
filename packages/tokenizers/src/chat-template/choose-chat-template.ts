import { excerpt } from "../auto/excerpt.ts";
import { ChatTemplateError } from "./errors.ts";

/**
 * The template of a tokenizer to use: its only one; of several by name `tool_use` if there are tools, else `default`.
 *
 * @param given a template, or the name of one
 * @throws ChatTemplateError
 */
export function chooseChatTemplate(
  templates: string | Readonly<Record<string, string>> | undefined,
  given: string | undefined,
  hasTools: boolean,
): string {
  const named = typeof templates === "object" ? templates : {};
  if (given !== undefined) return Object.hasOwn(named, given) ? (named[given] as string) : given;
  if (typeof templates === "string") return templates;
  const name = ["tool_use", "default"].find(
    (each) => Object.hasOwn(named, each) && (each !== "tool_use" || hasTools),
  );
  if (name !== undefined) return named[name] as string;
  if (templates === undefined)
    throw new ChatTemplateError("the tokenizer has no chat template, pass one as chatTemplate");
  throw new ChatTemplateError(
    `the tokenizer has several chat templates and none is called default, pass the name of one: ${excerpt(Object.keys(named))}`,
  );
}
