import { LoraTargetError } from "./errors.ts";
import type { Layer } from "./find-layers.ts";
import type { LoraConfig } from "./lora-config.ts";

/** What PEFT adapts where nothing else is said, by `model_type`; of DistilBERT it knows nothing. */
const defaultTargets: Readonly<Record<string, string[]>> = {
  bert: ["query", "value"],
  roberta: ["query", "value"],
  gpt2: ["c_attn"],
  llama: ["q_proj", "v_proj"],
  qwen2: ["q_proj", "v_proj"],
};

/** The heads that a task adds to `modulesToSave`, as PEFT's model class for it does. */
const heads: Readonly<Partial<Record<NonNullable<LoraConfig["taskType"]>, readonly string[]>>> = {
  SEQ_CLS: ["classifier", "score"],
  TOKEN_CLS: ["classifier", "score"],
  QUESTION_ANS: ["qa_outputs"],
};

export interface Selection {
  /** The layers that get an adapter. */
  readonly targets: readonly Layer[];
  /** The settings with `targetModules` and `modulesToSave` as a file holds them. */
  readonly settings: LoraConfig;
  /** Whether a module or a parameter is trained whole. */
  readonly isSaved: (name: string) => boolean;
}

/**
 * Finds the modules that the settings mean, by PEFT's rules. What is trained whole never gets an adapter.
 *
 * @param modelType decides what is adapted where the settings do not
 * @throws LoraTargetError where no module matches, or one does that is neither linear nor an embedding
 */
export function selectModules(
  layers: readonly Layer[],
  parameters: ReadonlyMap<string, readonly number[]>,
  config: LoraConfig,
  modelType: string,
): Selection {
  const names = [...new Set([...parameters.keys()].map(parentOf))];
  const saved = [
    ...new Set([...(config.modulesToSave ?? []), ...((config.taskType && heads[config.taskType]) ?? [])]),
  ];
  const isSaved = (name: string) =>
    modulesAround(name).some((module) => saved.some((end) => module.endsWith(end)));
  if (saved.length > 0 && !names.some(isSaved))
    throw new LoraTargetError(`no module to save ends with one of: ${saved.join(", ")}`, names);

  const adaptable = layers.filter(({ module }) => !isSaved(module));
  const existing = adaptable.map(({ module }) => module);
  const targetModules = config.targetModules ?? defaultTargets[modelType];
  if (!targetModules)
    throw new LoraTargetError(
      `no default target modules, name them in targetModules: ${modelType}`,
      existing,
    );
  const resolved = targetModules === "all-linear" ? allLinear(adaptable) : targetModules;
  const isTarget = moduleMatcher({ ...config, targetModules: resolved });

  const unfit = names.filter((name) => isTarget(name) && !isSaved(name));
  const other = unfit.find((name) => !layers.some(({ module }) => module === name));
  if (other !== undefined)
    throw new LoraTargetError(
      `unsupported target module, expected a linear layer or an embedding: ${other}`,
      existing,
    );
  const targets = adaptable.filter(({ module }) => isTarget(module));
  if (targets.length === 0)
    throw new LoraTargetError(`no module matches targetModules: ${JSON.stringify(targetModules)}`, existing);
  const settings = { ...config, targetModules: resolved, ...(saved.length > 0 && { modulesToSave: saved }) };
  return { targets, isSaved, settings };
}

/** The value of the first pattern that the end of a module's name matches. */
export function patternValue(patterns: Readonly<Record<string, number>>, module: string): number | undefined {
  return Object.entries(patterns).find(([pattern]) => new RegExp(`^(.*\\.)?(${pattern})$`).test(module))?.[1];
}

/** Output embeddings are left out, which only a Llama whose embeddings are not tied has as a layer of its own. */
function allLinear(layers: readonly Layer[]): string[] {
  return layers
    .filter(({ kind, module }) => kind !== "embedding" && module !== "lm_head")
    .map(({ module }) => module);
}

function moduleMatcher({
  targetModules,
  layersToTransform,
  layersPattern,
}: LoraConfig): (name: string) => boolean {
  if (typeof targetModules === "string") {
    const pattern = new RegExp(`^(?:${targetModules})$`);
    return (name) => pattern.test(name);
  }
  const numbers = layersToTransform === undefined ? undefined : [layersToTransform].flat();
  const places = layersPattern === undefined ? ["[^.]*"] : [layersPattern].flat();
  const layerOf = (name: string) => {
    const found = places.map((place) => new RegExp(`^.*?\\.${place}\\.(\\d+)\\.`).exec(name));
    return Number(found.find((match) => match !== null)?.[1]);
  };
  return (name) =>
    (targetModules ?? []).some(
      (target) =>
        name === target ||
        (name.endsWith(`.${target}`) && (numbers === undefined || numbers.includes(layerOf(name)))),
    );
}

/** A module or parameter, and the modules that hold it: "a.b.c", "a.b", "a". */
function modulesAround(name: string): string[] {
  const parts = name.split(".");
  return parts.map((_, i) => parts.slice(0, parts.length - i).join("."));
}

function parentOf(parameter: string): string {
  return parameter.split(".").slice(0, -1).join(".");
}
