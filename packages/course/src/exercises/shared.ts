/** What a check needs cannot be had on this machine; no fault of the answer. */
export class ExerciseSetupError extends Error {
  override name = "ExerciseSetupError";
}

/**
 * What several checks need, loaded when the first one asks for it and kept for the process: a model, a data set. What
 * failed to load is tried again the next time.
 *
 * @throws ExerciseSetupError, when called, with the error of `load` as its cause
 */
export function shared<Value>(load: () => Promise<Value>): () => Promise<Value> {
  return remembered(load);
}

/**
 * Computes once for the same arguments, which JSON tells apart: what a model says of a hidden text.
 *
 * @throws as `shared`
 */
export function remembered<Arguments extends readonly unknown[], Value>(
  compute: (...args: Arguments) => Promise<Value>,
): (...args: Arguments) => Promise<Value> {
  const known = new Map<string, Promise<Value>>();
  return (...args) => {
    const key = JSON.stringify(args);
    const value =
      known.get(key) ??
      compute(...args).catch((cause) => {
        known.delete(key);
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new ExerciseSetupError(`the exercise cannot be checked here: ${why}`, { cause });
      });
    known.set(key, value);
    return value;
  };
}
