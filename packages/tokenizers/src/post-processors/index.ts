export { BertProcessing } from "./bert-processing.ts";
export { ByteLevel } from "./byte-level.ts";
export { PostProcessor } from "./post-processor.ts";
export { RobertaProcessing, type RobertaProcessingOptions } from "./roberta-processing.ts";
export { Sequence } from "./sequence.ts";
export type { SpecialToken } from "./special-token.ts";
export type { Template } from "./template.ts";
export {
  TemplateProcessing,
  type TemplateProcessingOptions,
  type TemplateToken,
} from "./template-processing.ts";
