import { access } from "node:fs/promises";
import { basename } from "node:path";
import { applyChatTemplate, ChatTemplateError } from "@llm-course/tokenizers";
import { ModelFolderError } from "../errors.ts";
import type { ServedModel, ServedTokenizer } from "../served-model.ts";
import { type LlamaModel, loadLlamaCpp } from "./llama-cpp.ts";
import { LlamaEngine } from "./llama-engine.ts";

export interface OpenGgufOptions {
  /** What requests call it. Default: the file's name. */
  readonly id?: string;
  /** Layers on the graphics card. Default: as many as fit. */
  readonly gpuLayers?: number | "auto" | "max";
  /** The graphics interface, or false for the processor alone. Default: what the machine has. */
  readonly gpu?: "auto" | "cuda" | "metal" | "vulkan" | false;
  /** Tokens of prompt and answer together. Default: what the model was trained on, or what there is memory for. */
  readonly contextSize?: number;
  /** Requests that are computed together. Default: 4. */
  readonly sequences?: number;
  /** Threads of the processor. Default: its cores. */
  readonly threads?: number;
  /** Read the file where it is, not into memory. Default: true. */
  readonly useMmap?: boolean;
  /** Keep the model from being swapped out. Default: false. */
  readonly useMlock?: boolean;
}

/**
 * Opens a GGUF file with llama.cpp, by the package node-llama-cpp.
 *
 * @throws MissingPackageError with the command that installs it; ModelFolderError for a file that is not there
 */
export async function openGguf(
  path: string,
  { id = basename(path), gpu = "auto", contextSize, sequences = 4, threads, ...load }: OpenGgufOptions = {},
): Promise<ServedModel> {
  await access(path).catch((cause) => {
    throw new ModelFolderError(`no such GGUF file: ${path}`, { cause });
  });
  const module = await loadLlamaCpp();
  const llama = await module.getLlama({ gpu, logLevel: "error" });
  try {
    const model = await llama.loadModel({ modelPath: path, ...load });
    const context = await model.createContext({
      sequences,
      ...(contextSize !== undefined && { contextSize }),
      ...(threads !== undefined && { threads }),
    });
    const engine = new LlamaEngine(module, model, context, sequences);
    return {
      ...{ id, engine, tokenizer: llamaTokenizer(model), created: new Date() },
      maxLength: Math.min(context.contextSize, contextSize ?? Number.POSITIVE_INFINITY),
      async [Symbol.asyncDispose]() {
        await engine[Symbol.asyncDispose]();
        await llama.dispose();
      },
    };
  } catch (error) {
    await llama.dispose();
    throw error;
  }
}

/** The tokenizer that is in the file. */
function llamaTokenizer(model: LlamaModel): ServedTokenizer {
  const { bos, bosString, eosString, shouldPrependBosToken } = model.tokens;
  const template = model.fileInfo.metadata.tokenizer?.chat_template;
  const special = [...model.iterateAllTokens()].filter((token) => model.isSpecialToken(token));
  const encode = async (text: string, isSpecial: boolean) => model.tokenize(text, isSpecial);
  return {
    encode,
    specialTexts: special.map((token) => model.detokenize([token], true)).filter((text) => text !== ""),
    isSpecial: (tokenId) => model.isSpecialToken(tokenId),
    decode: (tokenIds, skipSpecialTokens) => model.detokenize(tokenIds, !skipSpecialTokens),
    async encodePrompt(text) {
      const ids = await encode(text, true);
      return shouldPrependBosToken && bos !== null && ids[0] !== bos ? [bos, ...ids] : ids;
    },
    renderChat(messages) {
      if (template === undefined)
        throw new ChatTemplateError("the GGUF file has no chat template, ask for a completion");
      const variables = { bos_token: bosString ?? "", eos_token: eosString ?? "" };
      return applyChatTemplate(template, messages, { addGenerationPrompt: true, variables }).text;
    },
  };
}
