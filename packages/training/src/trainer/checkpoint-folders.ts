import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ResumeError } from "./errors.ts";

/** The file that a checkpoint gets last; a folder without it is none. */
export const lastFile = "trainer_state.json";

export function checkpointFolder(outputDir: string, step: number): string {
  return join(outputDir, `checkpoint-${step}`);
}

/** The whole checkpoints in a folder, by rising steps. */
export async function listCheckpoints(outputDir: string): Promise<string[]> {
  const names = await readdir(outputDir).catch(() => []);
  const steps = names.flatMap((name) => /^checkpoint-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  const folders = steps.sort((a, b) => a - b).map((step) => checkpointFolder(outputDir, step));
  const whole = await Promise.all(
    folders.map((folder) =>
      stat(join(folder, lastFile)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return folders.filter((_, i) => whole[i]);
}

/**
 * The checkpoint to resume from.
 *
 * @param from a folder, or true for the last one in `outputDir`
 * @throws ResumeError where there is none
 */
export async function findCheckpoint(outputDir: string, from: string | true): Promise<string> {
  if (from !== true) return from;
  const last = (await listCheckpoints(outputDir)).at(-1);
  if (last === undefined)
    throw new ResumeError(
      `no checkpoint to resume from, leave resumeFromCheckpoint out for the first run: ${outputDir}`,
    );
  return last;
}

/** Removes the oldest checkpoints past the limit, but none of those to keep. */
export async function rotateCheckpoints(
  outputDir: string,
  limit: number | undefined,
  keep: readonly (string | undefined)[],
): Promise<void> {
  if (limit === undefined) return;
  const folders = await listCheckpoints(outputDir);
  const removable = folders.filter((folder) => !keep.includes(folder));
  // First the mark of being whole, so that an interruption leaves no half checkpoint that looks like one.
  for (const folder of removable.slice(0, Math.max(0, folders.length - limit))) {
    await rm(join(folder, lastFile));
    await rm(folder, { recursive: true });
  }
}

/** Removes what a process that was killed while saving has left. */
export async function removeUnfinished(outputDir: string): Promise<void> {
  const names = await readdir(outputDir).catch(() => []);
  for (const name of names.filter((each) => /^checkpoint-\d+\.[0-9a-f-]{36}\.tmp$/.test(each)))
    await rm(join(outputDir, name), { recursive: true, force: true });
}
