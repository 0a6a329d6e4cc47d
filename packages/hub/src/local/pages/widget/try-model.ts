/** What somebody gives a model on its page; which of them depends on the task. */
export type WidgetInputs =
  | { text: string }
  | { text: string; candidateLabels: string[] }
  | { question: string; context: string }
  | { sourceSentence: string; sentences: string[] }
  /** The bytes of a file, such as PNG or WAV. */
  | { image: Uint8Array }
  | { audio: Uint8Array };

export interface TryModelRequest {
  /** "owner/name". */
  id: string;
  /** A folder with the model's files, to be read only; it is the same for the same commit. */
  folder: string;
  /** As "text-classification". */
  task: string;
  inputs: WidgetInputs;
  /** Aborted when whoever asked has left. */
  signal: AbortSignal;
}

/**
 * Runs a model. The answer is what the task's pipeline gives. The message of an `Error` that it throws is shown to whoever
 * tries the model.
 */
export type TryModel = (request: TryModelRequest) => Promise<unknown>;
