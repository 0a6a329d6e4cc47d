import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { bertSizes, checkHeads } from "./bert-config.ts";

/** The fields of a Hugging Face `config.json` that a RoBERTa encoder is built from; others are left out. */
const robertaConfigSchema = z.object({
  model_type: z.literal("roberta"),
  pad_token_id: z.int().nonnegative().default(1),
  ...bertSizes,
});

export type RobertaConfig = z.infer<typeof robertaConfigSchema>;

/**
 * Checks the content of a `config.json`.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseRobertaConfig(config: unknown): RobertaConfig {
  const result = robertaConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("RoBERTa", result.error);
  checkHeads("RoBERTa", result.data);
  return result.data;
}
