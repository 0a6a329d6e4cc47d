import { readFile, rm } from "node:fs/promises";

/** The check of a push failed through no fault of who pushed, who was told only that it did. */
export class PushCheckError extends Error {
  override name = "PushCheckError";
}

/**
 * The failure that the hook wrote to a file, which goes; undefined where there was none.
 *
 * @param id of the repository, for the message
 */
export async function takePushCheckError(file: string, id: string): Promise<PushCheckError | undefined> {
  const failure = await readFile(file, "utf8").catch(() => undefined);
  if (failure === undefined) return undefined;
  await rm(file, { force: true });
  return new PushCheckError(`cannot check a push to ${id}: ${failure}`);
}
