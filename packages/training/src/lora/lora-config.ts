import { z } from "zod";
import { LoraConfigError } from "./errors.ts";

const name = z.string().min(1);
const layer = z.int().nonnegative();

/** A regular expression as Python's and JavaScript's libraries both read it. */
const pattern = name.refine(isPattern, { error: "expected a regular expression" });

/** PEFT's `LoraConfig`: the same settings, in camelCase, with the same defaults. */
export const loraConfig = z
  .strictObject({
    /** The rank of an update. It may be larger than the layer, as in PEFT. */
    r: z.int().positive().default(8),
    /** Updates are scaled by loraAlpha / r. */
    loraAlpha: z.number().positive().default(8),
    /** The probability that an element of an adapter's input is dropped in training. */
    loraDropout: z.number().min(0).lt(1).default(0),
    /**
     * Names of modules, whole or what is left after any dot: "query" or "layer.0.attention.self.query". Or one
     * regular expression that a whole name matches, or "all-linear", all linear layers but the output layer.
     * Default: PEFT's choice for the architecture.
     */
    targetModules: z
      .union([
        z.array(name).min(1),
        pattern,
        z
          .instanceof(RegExp)
          .refine(({ flags }) => flags === "", { error: "expected no flags, which PEFT's files cannot hold" })
          .transform(({ source }) => source),
      ])
      .optional(),
    /** Ends of the names of modules that are trained and saved whole, such as a new head. `taskType` adds its own. */
    modulesToSave: z.array(name).optional(),
    /** Which biases are trained, too: none, all, or those of the modules with an adapter. */
    bias: z.enum(["none", "all", "lora_only"]).default("none"),
    /** Scales by loraAlpha / √r. https://arxiv.org/abs/2312.03732 */
    useRslora: z.boolean().default(false),
    /** Other ranks, by name of the module or by regular expression. */
    rankPattern: z.record(pattern, z.int().positive()).default({}),
    /** Other values of loraAlpha, likewise. */
    alphaPattern: z.record(pattern, z.number().positive()).default({}),
    /** The layers to adapt, by number. Default: all. */
    layersToTransform: z.union([layer, z.array(layer)]).optional(),
    /** The name before that number: "layers", "h". Default: any. */
    layersPattern: z.union([name, z.array(name)]).optional(),
    /** What the model is for, which says what its head is called. */
    taskType: z
      .enum(["SEQ_CLS", "TOKEN_CLS", "QUESTION_ANS", "CAUSAL_LM", "SEQ_2_SEQ_LM", "FEATURE_EXTRACTION"])
      .optional(),
  })
  .refine(
    ({ layersToTransform, targetModules }) =>
      layersToTransform === undefined || typeof targetModules !== "string",
    { error: "layersToTransform needs targetModules as a list of names, or leave it out" },
  )
  .refine(
    ({ layersToTransform, layersPattern }) => layersPattern === undefined || layersToTransform !== undefined,
    { error: "layersPattern needs layersToTransform, or leave it out" },
  );

/** The settings as they are given. */
export type LoraSettings = z.input<typeof loraConfig>;

/** The settings with their defaults. */
export type LoraConfig = z.output<typeof loraConfig>;

/** @throws LoraConfigError for an unknown setting, a value out of range, or settings that contradict each other */
export function parseLoraConfig(settings: unknown, source = "LoRA settings"): LoraConfig {
  const parsed = loraConfig.safeParse(settings, { reportInput: true });
  if (!parsed.success) throw new LoraConfigError(parsed.error, source);
  return parsed.data;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
