import type { Checkpoint, CheckpointOptions, OnnxDtype } from "@llm-course/hub";

/** How a pipeline gets its model. */
export interface PipelineOptions
  extends Pick<CheckpointOptions, "profile" | "revision" | "token" | "signal"> {
  /** Which of the folder's graphs is run, as transformers.js calls them. Default: "fp32". */
  readonly dtype?: OnnxDtype | undefined;
  /** How many texts or images go through the model at once. Default: 8. */
  readonly batchSize?: number | undefined;
  /** Told, in one line, which model was taken. Default: `console.log`. */
  readonly log?: ((line: string) => void) | undefined;
  /** Told what was left out of an input, or what an option could not do. Default: `console.warn`. */
  readonly warn?: ((line: string) => void) | undefined;
}

/** An id of the Hub, which `checkpoint` resolves; a folder; or what `checkpoint` gave. */
export type ModelSource = string | Checkpoint;

/** What each pipeline has, besides being a function. */
export interface PipelineParts extends AsyncDisposable {
  readonly task: string;
  /** The model's folder. */
  readonly path: string;
  /** Undefined where the model was given as a folder. */
  readonly checkpoint: Checkpoint | undefined;
  /** Frees the model's memory; `await using` calls it. */
  dispose(): Promise<void>;
}
