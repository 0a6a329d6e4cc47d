import type { ChatMessage } from "@llm-course/tokenizers";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { PipelineInputError, PipelineOptionsError } from "../errors.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import { generateOptions, type PipelineGenerationOptions } from "./generate-options.ts";
import { openLanguageModel, type TextGenerator } from "./open-language-model.ts";

/** All options of `generate` of `@llm-course/generation`, and these. */
export interface TextGenerationOptions extends PipelineGenerationOptions {
  /** Whether the prompt is part of the text. Of chats: the messages before. Default: true. */
  readonly returnFullText?: boolean | undefined;
  /** Default: if the tokenizer's configuration adds a token to the beginning. Chats have theirs from the template. */
  readonly addSpecialTokens?: boolean | undefined;
}

export interface GeneratedText {
  readonly generated_text: string;
}

export interface GeneratedChat {
  /** The messages with the answer behind. With `returnFullText: false` the answer alone. */
  readonly generated_text: readonly ChatMessage[];
}

export type Chat = readonly ChatMessage[];

/** `numReturnSequences` texts for each prompt, in a list; of several prompts a list of such lists. */
export interface TextGenerationPipeline extends TextGenerator {
  (prompt: string, options?: TextGenerationOptions): Promise<GeneratedText[]>;
  (prompts: readonly string[], options?: TextGenerationOptions): Promise<GeneratedText[][]>;
  (chat: Chat, options?: TextGenerationOptions): Promise<GeneratedChat[]>;
  (chats: readonly Chat[], options?: TextGenerationOptions): Promise<GeneratedChat[][]>;
  /** The new text in pieces as it comes. Leaving the loop ends the generation. */
  stream(prompt: string | Chat, options?: TextGenerationOptions): AsyncGenerator<string, void, undefined>;
}

/**
 * Goes on with texts, or answers in chats: greedily, by beams or by sampling.
 *
 * @param model default: "openai-community/gpt2"
 * @throws as `pipeline`; a call throws PipelineInputError, PipelineOptionsError, what `generate` throws for its options and
 *   for prompts that are too long, and ChatTemplateError
 */
export async function textGeneration(
  model: ModelSource = defaultModels["text-generation"],
  options: PipelineOptions = {},
): Promise<TextGenerationPipeline> {
  const opened = await openLanguageModel("text-generation", "decoder", model, options);
  const { tokenizer, model: decoder } = opened;
  const { generate, streamText } = await import("@llm-course/generation");

  const call = async (input: unknown, given: TextGenerationOptions = {}) => {
    const { returnFullText = true, addSpecialTokens, ...generation } = given;
    const { prompts, isSingle } = asPrompts(input);
    const inputIds: number[][] = [];
    for (const prompt of prompts) inputIds.push(await encode(opened, prompt, addSpecialTokens));
    if (prompts.length === 0) return [];
    const longest = Math.max(...inputIds.map(({ length }) => length));
    const { newTokens } = await generate(
      decoder,
      { inputIds },
      generateOptions(generation, decoder, tokenizer, longest),
    );
    const count = newTokens.length / prompts.length;
    const answers = prompts.map((prompt, i) =>
      newTokens.slice(i * count, (i + 1) * count).map((tokens) => {
        // What tokens decode to may depend on those before them.
        const prefix = inputIds[i] as number[];
        const whole = tokenizer.decode([...prefix, ...tokens], { skipSpecialTokens: true });
        const text = whole.slice(tokenizer.decode(prefix, { skipSpecialTokens: true }).length);
        if (typeof prompt === "string") return { generated_text: returnFullText ? whole : text };
        const answer: ChatMessage = { role: "assistant", content: text };
        return { generated_text: returnFullText ? [...prompt, answer] : [answer] };
      }),
    );
    return isSingle ? answers[0] : answers;
  };

  async function* stream(
    input: string | Chat,
    given: TextGenerationOptions = {},
  ): AsyncGenerator<string, void, undefined> {
    const { returnFullText, addSpecialTokens, ...generation } = given;
    if (returnFullText !== undefined)
      throw new PipelineOptionsError("a stream is of new text, leave out returnFullText", returnFullText);
    const { prompts, isSingle } = asPrompts(input);
    const [prompt] = prompts;
    if (!isSingle || prompt === undefined)
      throw new PipelineInputError("a stream is of one prompt, call the pipeline with several", input);
    const ids = await encode(opened, prompt, addSpecialTokens);
    const { tokenizer: _, ...rest } = generateOptions(generation, decoder, tokenizer, ids.length);
    yield* streamText(decoder, tokenizer, { inputIds: [ids] }, rest);
  }
  return Object.assign(call, opened, { stream }) as TextGenerationPipeline;
}

type Prompt = string | Chat;

/** @throws PipelineInputError for what is neither a text, a chat, nor a list of either */
function asPrompts(input: unknown): { readonly prompts: readonly Prompt[]; readonly isSingle: boolean } {
  if (isChat(input)) return { prompts: [input], isSingle: true };
  if (Array.isArray(input) && input.length > 0 && input.every(isChat))
    return { prompts: input, isSingle: false };
  const { texts: prompts, isSingle } = asTexts("prompt", input);
  return { prompts, isSingle };
}

function isChat(input: unknown): input is Chat {
  const isMessage = (message: unknown) =>
    typeof message === "object" && message !== null && "role" in message && "content" in message;
  return Array.isArray(input) && input.length > 0 && input.every(isMessage);
}

async function encode(
  { tokenizer }: Pick<TextGenerator, "tokenizer">,
  prompt: Prompt,
  addSpecialTokens: boolean | undefined,
): Promise<number[]> {
  if (typeof prompt === "string")
    return tokenizer.encode(prompt, {
      addSpecialTokens: addSpecialTokens ?? tokenizer.config.add_bos_token === true,
    });
  const text = tokenizer.applyChatTemplate(prompt, { tokenize: false, addGenerationPrompt: true });
  return tokenizer.encode(text, { addSpecialTokens: false });
}
