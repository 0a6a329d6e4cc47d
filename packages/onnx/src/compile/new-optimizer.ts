import { Adafactor, type AdafactorGroup } from "../optimizers/adafactor.ts";
import { AdamW, type AdamWGroup } from "../optimizers/adamw.ts";
import { AdamW8bit, type AdamW8bitGroup } from "../optimizers/adamw-8bit.ts";
import { Sgd, type SgdGroup } from "../optimizers/sgd.ts";
import type { Engine } from "./engine.ts";

export type OptimizerSettings =
  | { readonly kind: "adamw"; readonly groups: readonly AdamWGroup[] }
  | { readonly kind: "sgd"; readonly groups: readonly SgdGroup[] }
  | { readonly kind: "adafactor"; readonly groups: readonly AdafactorGroup[] }
  | { readonly kind: "adamW8bit"; readonly groups: readonly AdamW8bitGroup[] };

export interface AnyOptimizer {
  readonly kind: OptimizerSettings["kind"];
  readonly optimizer: AdamW | Sgd | Adafactor | AdamW8bit;
}

/** The optimizer of a kind, over the weights of an engine. */
export function newOptimizer(
  settings: OptimizerSettings,
  { parameters, memory, pool }: Pick<Engine, "parameters" | "memory" | "pool">,
): AnyOptimizer["optimizer"] {
  const common = { parameters, memory, pool };
  switch (settings.kind) {
    case "adamw":
      return new AdamW({ ...common, groups: settings.groups });
    case "sgd":
      return new Sgd({ ...common, groups: settings.groups });
    case "adafactor":
      return new Adafactor({ ...common, groups: settings.groups });
    case "adamW8bit":
      return new AdamW8bit({ ...common, groups: settings.groups });
  }
}
