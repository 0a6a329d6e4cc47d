import { HttpError } from "@llm-course/server";

/** Thrown where a package that is not installed for everybody is needed. */
export class MissingPackageError extends Error {
  override name = "MissingPackageError";
}

/** Thrown for a folder or file that no model can be opened from. */
export class ModelFolderError extends Error {
  override name = "ModelFolderError";
}

/** Thrown for an option that an engine cannot follow. */
export class UnsupportedByEngineError extends Error {
  override name = "UnsupportedByEngineError";
}

/** Errors of the engine that are the request's fault or the moment's, by name, with their status and code. */
const statuses: Readonly<Record<string, readonly [status: number, code: string]>> = {
  GenerationOptionsError: [400, "invalid_value"],
  PromptError: [400, "invalid_prompt"],
  EmptyPromptError: [400, "invalid_prompt"],
  PromptTooLongError: [400, "context_length_exceeded"],
  TokenIdError: [400, "invalid_token_id"],
  ChatTemplateError: [400, "invalid_messages"],
  NoTokenLeftError: [400, "no_token_left"],
  UnsupportedByEngineError: [400, "unsupported_parameter"],
  BatchFullError: [429, "overloaded"],
  BatchClosedError: [503, "shutting_down"],
};

/** What a client is told of an error while its answer was generated; others stay as they are. */
export function requestError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof HttpError) return thrown;
  const known = statuses[thrown.name];
  return known ? new HttpError(known[0], known[1], thrown.message, { cause: thrown }) : thrown;
}

/** Runs what may fail so. */
export async function asRequestError<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    throw requestError(thrown);
  }
}
