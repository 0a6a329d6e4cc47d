import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readTokenizerFile } from "./engine/tokenizer-file.ts";
import { type FindOptions, findTokenizer } from "./find-tokenizer.ts";
import type { PreTrainedTokenizer } from "./pre-trained-tokenizer.ts";
import { PreTrainedTokenizerFast } from "./pre-trained-tokenizer-fast.ts";
import { PreTrainedTokenizerSlow } from "./pre-trained-tokenizer-slow.ts";
import { readSettings } from "./read-settings.ts";
import type { TokenizerSettings } from "./settings.ts";

export interface FromPretrainedOptions extends FindOptions, TokenizerSettings {
  /** The Rust library's, with offsets and words; else the one in JavaScript. Default: true. */
  readonly useFast?: boolean | undefined;
}

/** Loads the tokenizer of a checkpoint. */
export const AutoTokenizer = {
  fromPretrained,
};

/**
 * @param source a folder, as an absolute path or relative to the working directory; a package of npm with a tokenizer.json; or
 *   an id of the Hub
 * @throws TokenizerNotFoundError, TokenizerJsonError, TokenizerConfigError, UnknownTokenError, and what the Hub throws
 */
async function fromPretrained(
  source: string,
  options?: FromPretrainedOptions & { readonly useFast?: true | undefined },
): Promise<PreTrainedTokenizerFast>;
async function fromPretrained(source: string, options: FromPretrainedOptions): Promise<PreTrainedTokenizer>;
async function fromPretrained(
  source: string,
  options: FromPretrainedOptions = {},
): Promise<PreTrainedTokenizer> {
  const {
    useFast = true,
    from,
    revision,
    token,
    cacheDir,
    endpoint,
    localFilesOnly,
    signal,
    onProgress,
    ...given
  } = options;
  const found = { from, revision, token, cacheDir, endpoint, localFilesOnly, signal, onProgress };
  const folder = await findTokenizer(source, found);
  const file = readTokenizerFile(await readFile(join(folder, "tokenizer.json"), "utf8"));
  const contents = new Set(file.addedTokens.map(({ token }) => token.content));
  const settings = await readSettings(folder, (content) => contents.has(content));
  const Tokenizer = useFast ? PreTrainedTokenizerFast : PreTrainedTokenizerSlow;
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return new Tokenizer({ tokenizerJson: file, ...settings, ...defined });
}
