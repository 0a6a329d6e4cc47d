export { bert } from "./architectures/bert.ts";
export type { BertConfig } from "./architectures/bert-config.ts";
export { ConfigError } from "./errors.ts";
