import type { ChatMessage } from "@llm-course/tokenizers";
import { defaultModels } from "../default-models.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import type { TextGenerator } from "./open-language-model.ts";
import { type Chat, type TextGenerationOptions, textGeneration } from "./text-generation.ts";

export type ChatOptions = Omit<
  TextGenerationOptions,
  "returnFullText" | "addSpecialTokens" | "numReturnSequences"
>;

/** Messages in, messages out: those given with the answer behind. */
export interface ChatPipeline extends TextGenerator {
  (messages: Chat, options?: ChatOptions): Promise<ChatMessage[]>;
  /** The answer's text in pieces as it comes. */
  stream(messages: Chat, options?: ChatOptions): AsyncGenerator<string, void, undefined>;
}

/**
 * Answers in a conversation.
 *
 * @param model default: "HuggingFaceTB/SmolLM2-360M-Instruct"
 * @throws as `textGeneration`
 */
export async function chat(
  model: ModelSource = defaultModels.chat,
  options: PipelineOptions = {},
): Promise<ChatPipeline> {
  const generator = await textGeneration(model, options);
  const call = async (messages: Chat, given: ChatOptions = {}) => {
    const [answer] = await generator(messages, given);
    return answer?.generated_text;
  };
  const { task: _, ...parts } = generator;
  return Object.assign(call, parts, { task: "chat" }) as ChatPipeline;
}
