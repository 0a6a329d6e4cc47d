// What is used of node-llama-cpp, which is installed by those who want it; its own types are not there otherwise.
import { findPackageJSON } from "node:module";
import { MissingPackageError } from "../errors.ts";

export interface LlamaModule {
  getLlama(options: { gpu: string | false; logLevel: string }): Promise<Llama>;
  TokenBias: { for(model: LlamaModel): TokenBias };
}

export interface Llama {
  loadModel(options: {
    modelPath: string;
    gpuLayers?: number | "auto" | "max";
    useMmap?: boolean;
    useMlock?: boolean;
  }): Promise<LlamaModel>;
  dispose(): Promise<void>;
}

export interface TokenBias {
  set(token: number, bias: { logit: number }): TokenBias;
}

export interface LlamaModel {
  readonly tokens: {
    readonly bos: number | null;
    readonly bosString: string | null;
    readonly eosString: string | null;
    readonly shouldPrependBosToken: boolean;
  };
  readonly fileInfo: { readonly metadata: { readonly tokenizer?: { readonly chat_template?: string } } };
  tokenize(text: string, specialTokens: boolean): number[];
  detokenize(tokens: readonly number[], specialTokens: boolean): string;
  isSpecialToken(token: number): boolean;
  isEogToken(token: number): boolean;
  iterateAllTokens(): Iterable<number>;
  createContext(options: {
    sequences: number;
    contextSize?: number;
    threads?: number;
  }): Promise<LlamaContext>;
  dispose(): Promise<void>;
}

export interface LlamaContext {
  readonly contextSize: number;
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

export interface LlamaSequence {
  evaluateWithMetadata(
    tokens: number[],
    metadata: { confidence: boolean; probabilities: boolean },
    options: object,
  ): AsyncIterable<{ token: number; confidence: number; probabilities: Map<number, number> }>;
  clearHistory(): Promise<void>;
}

const version = "3.22.1";

/** @throws MissingPackageError with the command that installs it */
export async function loadLlamaCpp(): Promise<LlamaModule> {
  // A name that the type checker does not look for.
  const name: string = "node-llama-cpp";
  if (!isInstalled(name))
    throw new MissingPackageError(
      `GGUF files are read by a package that is not installed; run npx -y pnpm@12 add -w -D ${name}@${version} (on Linux hundreds of megabytes, for graphics cards)`,
    );
  return import(name);
}

function isInstalled(name: string): boolean {
  try {
    return findPackageJSON(name, import.meta.url) !== undefined;
  } catch {
    return false;
  }
}
