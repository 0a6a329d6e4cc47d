import { type TrainableModel, withoutDropout } from "@llm-course/onnx";
import { z } from "zod";
import { ConfigError, UnknownModelTypeError } from "../errors.ts";
import type { Architecture, BuildOptions, Initialization, Task } from "./architecture.ts";
import { bart, marian, mbart } from "./bart.ts";
import { bert } from "./bert.ts";
import { distilbert } from "./distilbert.ts";
import { gpt2 } from "./gpt2.ts";
import { llama, qwen2 } from "./llama.ts";
import { gru, lstm } from "./recurrent.ts";
import { resnet } from "./resnet.ts";
import { roberta } from "./roberta.ts";
import { mt5, t5 } from "./t5.ts";
import { vit } from "./vit.ts";

/** An architecture for the configuration of one model. */
export interface ConfiguredArchitecture
  extends Pick<Architecture<unknown>, "modelType" | "baseModelPrefix" | "classes"> {
  /** Settings with defaults that whoever reads a saved `config.json` relies on. */
  readonly savedSettings: Readonly<Record<string, unknown>>;
  /** The content of `preprocessor_config.json`, for models that read images. */
  readonly preprocessor: Readonly<Record<string, unknown>> | undefined;
  readonly build: (options: BuildOptions) => TrainableModel;
  readonly initialization: (parameter: string) => Initialization;
  readonly tied: (task: Task) => ReadonlyMap<string, string>;
}

/** The architectures this package builds: one line each. */
const architectures = byModelType([
  configurable(bert),
  configurable(roberta),
  configurable(distilbert),
  configurable(gpt2),
  configurable(llama),
  configurable(qwen2),
  configurable(t5),
  configurable(mt5),
  configurable(bart),
  configurable(mbart),
  configurable(marian),
  configurable(vit),
  configurable(resnet),
  configurable(lstm),
  configurable(gru),
]);

/** Every `model_type` that can be built. */
export const modelTypes: readonly string[] = [...architectures.keys()];

/**
 * The architecture that the `model_type` of a `config.json` names.
 *
 * @throws UnknownModelTypeError where there is none of that name
 * @throws ConfigError for a setting the architecture does not know
 */
export function configuredArchitecture(config: unknown): ConfiguredArchitecture {
  const named = z.looseObject({ model_type: z.string() }).safeParse(config, { reportInput: true });
  if (!named.success) throw new ConfigError("model", named.error);
  const architecture = architectures.get(named.data.model_type);
  if (!architecture) throw new UnknownModelTypeError(named.data.model_type, [...architectures.keys()]);
  return architecture.configure(config);
}

interface Configurable {
  readonly modelType: string;
  readonly configure: (config: unknown) => ConfiguredArchitecture;
}

/** Keeps the type of an architecture's configuration to itself, so that all fit into one list. */
function configurable<Config>(architecture: Architecture<Config>): Configurable {
  const { modelType, baseModelPrefix, classes } = architecture;
  return {
    modelType,
    configure: (content) => {
      const config = architecture.parseConfig(content);
      return {
        modelType,
        baseModelPrefix,
        classes,
        preprocessor: architecture.preprocessor?.(config),
        savedSettings: architecture.savedSettings?.(config) ?? {},
        build(options) {
          const network = architecture.build(config, options);
          return options.dropout ? network : withoutDropout(network);
        },
        initialization: (parameter) => architecture.initialization(config, parameter),
        tied: (task) => architecture.tied(config, task),
      };
    },
  };
}

function byModelType(list: readonly Configurable[]): ReadonlyMap<string, Configurable> {
  return new Map(list.map((architecture) => [architecture.modelType, architecture]));
}
