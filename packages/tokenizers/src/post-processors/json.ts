import { z } from "zod";
import { anyOf } from "../tokenizer/any-of.ts";
import { bertProcessingJson } from "./bert-processing.ts";
import { byteLevelJson } from "./byte-level.ts";
import type { PostProcessor } from "./post-processor.ts";
import { robertaProcessingJson } from "./roberta-processing.ts";
import { Sequence } from "./sequence.ts";
import { templateProcessingJson } from "./template-processing.ts";

const sequenceJson = z
  .object({ type: z.literal("Sequence"), processors: z.array(z.lazy(() => postProcessorJson)) })
  .transform((json) => new Sequence(json.processors));

/** The section `post_processor` of a tokenizer.json, read as the post-processor that it describes. */
export const postProcessorJson: z.ZodType<PostProcessor> = anyOf<PostProcessor>("post-processor", {
  BertProcessing: bertProcessingJson,
  ByteLevel: byteLevelJson,
  RobertaProcessing: robertaProcessingJson,
  Sequence: sequenceJson,
  TemplateProcessing: templateProcessingJson,
});
