import type { Message, ServedTokenizer } from "../served-model.ts";
import { findFirst } from "./find-first.ts";

// Private-use characters, which no text has a meaning for; those that a message brings are taken out of it.
const open = "\uE0F0";
const close = "\uE0F1";

/**
 * The tokens of a chat. Only the template's own special tokens become such: a message that spells one (`<|im_end|>`, and a
 * new system message after it) says these characters and nothing else.
 *
 * @throws ChatTemplateError where the template refuses the chat
 */
export async function chatPrompt(
  tokenizer: ServedTokenizer,
  messages: readonly Message[],
): Promise<number[]> {
  const spelled: string[] = [];
  const mark = (text: string): string => {
    const first = findFirst(text, tokenizer.specialTexts);
    if (!first) return text;
    spelled.push(first.found);
    const marked = `${text.slice(0, first.at)}${open}${spelled.length - 1}${close}`;
    return marked + mark(text.slice(first.at + first.found.length));
  };
  const marked = messages.map(({ role, content }) => ({
    role,
    content: mark(content.replaceAll(/[\uE0F0\uE0F1]/g, "")),
  }));
  const parts = tokenizer.renderChat(marked).split(new RegExp(`${open}(\\d+)${close}`));
  // Every second part is the number of a text that was marked.
  const ids = await Promise.all(
    parts.map((part, i) =>
      i % 2 === 0 ? tokenizer.encode(part, true) : tokenizer.encode(spelled[Number(part)] ?? "", false),
    ),
  );
  return ids.flat();
}
