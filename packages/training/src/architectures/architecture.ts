import type { TrainableModel } from "@llm-course/onnx";

/** What a model is for; the head follows from it, as `AutoModelFor…` does in Hugging Face's library. */
export type Task =
  | "feature-extraction"
  | "sequence-classification"
  | "token-classification"
  | "multiple-choice"
  | "question-answering"
  | "masked-lm"
  | "causal-lm"
  | "seq2seq-lm"
  | "image-classification";

export interface BuildOptions {
  readonly task: Task;
  /** Adds the inputs for labels and the output `loss`. Default: false. */
  readonly labels?: boolean;
  /**
   * Drops activations at random where the class of Hugging Face's library does while it trains, with the probabilities
   * of the configuration, and normalizes batches by their own statistics. `compile` of `@llm-course/onnx` draws the masks
   * and keeps the running statistics. Default: false.
   */
  readonly dropout?: boolean;
  /** Decoders only: adds `past_key_values.N.key|value` inputs and `present.N.key|value` outputs. Default: false. */
  readonly cache?: boolean;
  /**
   * `seq2seq-lm` only: the graph of one side, as generation runs them. "encoder" gives `last_hidden_state`, once for a
   * text. "decoder" has a cache: of the tokens before, and of the encoder's states. Default: both sides in one graph.
   */
  readonly part?: "encoder" | "decoder";
  /**
   * Adds the outputs `attentions.N` of each layer, float32 [batch, heads, queries, keys]. Of encoder-decoders they are
   * `encoder_attentions.N`, `decoder_attentions.N` and `cross_attentions.N`. Default: false.
   */
  readonly outputAttentions?: boolean;
  /**
   * Adds the outputs `hidden_states.N`: what each layer reads, and the last states. Of encoder-decoders they are
   * `encoder_hidden_states.N` and `decoder_hidden_states.N`. Default: false.
   */
  readonly outputHiddenStates?: boolean;
  /** With labels: the share of the loss that is spread over all classes, from 0 to below 1. Default: 0. */
  readonly labelSmoothing?: number;
}

/** How a parameter starts out. */
export type Initialization =
  | {
      readonly kind: "normal";
      readonly std: number;
      /** A row of zeros, as embeddings have for padding. */
      readonly zeroRow?: number;
    }
  | {
      readonly kind: "uniform";
      /** Numbers are from −bound to bound. */
      readonly bound: number;
    }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "zeros" }
  | { readonly kind: "ones" };

/** One family of models, by the `model_type` of its `config.json`. */
export interface Architecture<Config> {
  readonly modelType: string;
  /** What the checkpoint of a model with a head puts before the names of the base model: "bert". */
  readonly baseModelPrefix: string;
  /** The class that Hugging Face's library has for each task, as `architectures` in `config.json` names it. */
  readonly classes: Readonly<Partial<Record<Task, string>>>;
  /** @throws ConfigError for a setting this architecture does not know */
  readonly parseConfig: (config: unknown) => Config;
  /** Settings with defaults that whoever reads a saved `config.json` relies on. Default: none. */
  readonly savedSettings?: (config: Config) => Readonly<Record<string, unknown>>;
  /** The content of `preprocessor_config.json`, for models that read images. */
  readonly preprocessor?: (config: Config) => Readonly<Record<string, unknown>>;
  /** Always with dropout, and with the statistics of batches. */
  readonly build: (config: Config, options: BuildOptions) => TrainableModel;
  readonly initialization: (config: Config, parameter: string) => Initialization;
  /** Names under which a checkpoint may hold a parameter once more, and the parameter's own name. */
  readonly tied: (config: Config, task: Task) => ReadonlyMap<string, string>;
}
