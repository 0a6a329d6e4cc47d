import type { ChatMessage, PreTrainedTokenizerFast } from "@llm-course/tokenizers";
import { messageEnd, messageStart } from "./train-tokenizer.ts";

/** ChatML, in Jinja's language; `generation` marks what the assistant says, with the token that ends it. */
export const chatTemplate = `{% for message in messages %}{{ '${messageStart}' + message.role + '\\n' }}{% if message.role == 'assistant' %}{% generation %}{{ message.content + '${messageEnd}' }}{% endgeneration %}{% else %}{{ message.content + '${messageEnd}' }}{% endif %}{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '${messageStart}assistant\\n' }}{% endif %}`;

/** The label of a token that no loss counts. */
const ignored = -100;

export type ChatExample = {
  readonly input_ids: number[];
  /** The ids that the assistant says, −100 for all others. */
  readonly labels: number[];
};

/** A conversation in tokens, by `chatTemplate`. */
export async function chatExample(
  tokenizer: PreTrainedTokenizerFast,
  messages: readonly ChatMessage[],
): Promise<ChatExample> {
  const encoded = await tokenizer.applyChatTemplate(messages, {
    ...{ chatTemplate, returnAssistantTokensMask: true },
  });
  const { input_ids, assistant_masks } = encoded;
  return { input_ids, labels: input_ids.map((id, i) => (assistant_masks?.[i] === 1 ? id : ignored)) };
}
