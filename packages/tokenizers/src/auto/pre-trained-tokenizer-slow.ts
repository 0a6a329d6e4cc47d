import { SlowEngine } from "./engine/slow-engine.ts";
import { PreTrainedTokenizer } from "./pre-trained-tokenizer.ts";
import { readSource, type TokenizerSource, withoutUndefined } from "./pre-trained-tokenizer-fast.ts";
import type { TokenizerSettings } from "./settings.ts";

/** A tokenizer in JavaScript, for machines that the Rust library is not built for: ids and masks, no offsets and words. */
export class PreTrainedTokenizerSlow extends PreTrainedTokenizer {
  /** @throws TokenizerOptionsError, TokenizerJsonError, and errors of reading a file */
  constructor({
    tokenizerObject,
    tokenizerFile,
    tokenizerJson,
    ...settings
  }: TokenizerSource & TokenizerSettings) {
    const file = readSource({ tokenizerObject, tokenizerFile, tokenizerJson });
    super(new SlowEngine(file, settings.config), { ...file.defaults, ...withoutUndefined(settings) });
  }
}
