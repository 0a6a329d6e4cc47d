import { Template } from "@huggingface/jinja";
import type { Span } from "../auto/engine/engine.ts";
import { excerpt } from "../auto/excerpt.ts";
import { cutMarks, type Marks, markGenerations } from "./assistant-ranges.ts";
import { type ChatMessage, checkMessages } from "./chat-message.ts";
import { ChatTemplateError } from "./errors.ts";

export interface ApplyChatTemplateOptions {
  /** Functions that the model may call, as JSON schemas. */
  readonly tools?: readonly object[];
  /** Texts that the model may use, for templates that know them. */
  readonly documents?: readonly object[];
  /** End with what the assistant's next message begins with. Default: false. */
  readonly addGenerationPrompt?: boolean;
  /** Leave the last message open, for the model to go on with. Default: false. */
  readonly continueFinalMessage?: boolean;
  /** What else the template may use: a tokenizer's `bos_token`, or a template's own switches. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface RenderedChat {
  readonly text: string;
  /** What the assistant says, in UTF-16 units, if the template marks it with `{% generation %}`. */
  readonly assistantRanges: readonly Span[] | undefined;
}

/** A list more for an encoded chat. */
export interface AssistantMask {
  /** 1 for tokens that the assistant says. */
  readonly assistant_masks?: number[];
}

/**
 * A chat as a model was taught to read it.
 *
 * @param template in Jinja's language
 * @throws ChatTemplateError for messages that are none, a template that is not valid, and what the template itself refuses
 */
export function applyChatTemplate(
  template: string,
  messages: readonly ChatMessage[],
  options: ApplyChatTemplateOptions = {},
): RenderedChat {
  const {
    tools = null,
    documents = null,
    addGenerationPrompt = false,
    continueFinalMessage = false,
  } = options;
  if (addGenerationPrompt && continueFinalMessage)
    throw new ChatTemplateError(
      `the assistant either begins a message or goes on with the last one, pass one of the two: ${excerpt({ addGenerationPrompt, continueFinalMessage })}`,
    );
  const checked = checkMessages(messages);
  const { source, marks } = markGenerations(template, checked);
  const variables = { ...options.variables, messages: checked, tools, documents };
  const rendered = render(source, { ...variables, add_generation_prompt: addGenerationPrompt });
  const { text, ranges } = marks ? cutMarks(rendered, marks as Marks) : { text: rendered, ranges: undefined };
  if (!continueFinalMessage) return { text, assistantRanges: ranges };
  const open = text.slice(0, endOfLastMessage(text, checked.at(-1) as ChatMessage));
  const within = ranges?.map(([start, end]): Span => [start, Math.min(end, open.length)]);
  return { text: open, assistantRanges: within?.filter(([start, end]) => start < end) };
}

function render(template: string, variables: Record<string, unknown>): string {
  try {
    return new Template(template).render(variables);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ChatTemplateError(`the chat template fails: ${problem}`, { cause });
  }
}

/** Templates may trim what is said; whatever of its end is left belongs to it. */
function endOfLastMessage(text: string, { content }: ChatMessage): number {
  const said =
    typeof content === "string"
      ? content
      : (content?.findLast((part) => part.text !== undefined)?.text ?? "");
  const at = text.lastIndexOf(said.trim());
  if (at < 0 || said.trim() === "")
    throw new ChatTemplateError(
      `a last message that the template repeats word for word needed to continue it: ${excerpt(said)}`,
    );
  const untrimmed = said.trimStart();
  return at + (text.startsWith(untrimmed, at) ? untrimmed : said.trim()).length;
}
