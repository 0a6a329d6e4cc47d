export { type Spellings, writeMailTokenizer } from "./mail-tokenizer.ts";
export { type SpamFilterOptions, spamFilterModel } from "./spam-filter-model.ts";
export { spamFilterOptimizers } from "./spam-filter-optimizers.ts";
