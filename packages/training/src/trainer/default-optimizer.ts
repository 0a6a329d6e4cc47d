import type { CompiledModel } from "@llm-course/onnx";
import { parameterGroups } from "./parameter-groups.ts";
import type { TrainerOptimizer } from "./save-checkpoint.ts";
import type { TrainingArguments } from "./training-arguments.ts";

/** The optimizer that `optim` names, over the groups of `parameterGroups`. */
export function defaultOptimizer(model: CompiledModel, args: TrainingArguments): Promise<TrainerOptimizer> {
  const groups = parameterGroups(model.parameters, args);
  switch (args.optim) {
    case "adamw_torch":
      return model.adamW(groups);
    case "adafactor": {
      const { learningRate } = args;
      const settings = { learningRate, relativeStep: false, scaleParameter: false };
      return model.adafactor(
        groups.map(({ parameters, weightDecay }) => ({ ...settings, parameters, weightDecay })),
      );
    }
    case "adamw_8bit":
    case "adamw_bnb_8bit": {
      // The gradients of single words' rows are far apart in size, too far for a byte; so Hugging Face's trainer, too.
      const tables = embeddings(model);
      const split = groups.flatMap((group) =>
        ([8, 32] as const).map((optimBits) => ({
          ...group,
          optimBits,
          parameters: group.parameters.filter((name) => tables.has(name) === (optimBits === 32)),
        })),
      );
      return model.adamW8bit(split.filter(({ parameters }) => parameters.length > 0));
    }
  }
}

/** The parameters whose rows are looked up. */
function embeddings({ network }: CompiledModel): ReadonlySet<string> {
  const lookups = (network.model.graph?.node ?? []).filter(({ opType }) => opType === "Gather");
  return new Set(
    lookups.flatMap(({ input: [table = ""] }) => (network.parameters.has(table) ? [table] : [])),
  );
}
