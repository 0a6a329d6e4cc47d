import "./register.ts";

export { addCapitals } from "./encoders/add-capitals.ts";
export { ensureGpt2Tokenizer } from "./ensure-gpt2-tokenizer.ts";
export { ensureMiniLm } from "./ensure-mini-lm.ts";
export { ModelSourceError } from "./errors.ts";
