/**
 * What git runs in a push, in a process of its own, when it has the new objects and no ref has moved yet. What this
 * writes is shown to whoever pushes; an exit code other than 0 refuses everything that was pushed.
 */
import { writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { ownsObject } from "../service/linked-objects.ts";
import { BlobStore } from "../store/blob-store.ts";
import { checkPush } from "./check-push.ts";
import { PushRefusedError } from "./push-refused-error.ts";

const folder = process.cwd();
const environment = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);

/** Lines of `old new ref`. */
const refs = (await text(process.stdin)).split("\n").flatMap((line) => {
  const [, to, ref] = /^[0-9a-f]{40} ([0-9a-f]{40}) (.+)$/s.exec(line) ?? [];
  if (to === undefined || ref === undefined) return [];
  return [{ ref, to: /^0+$/.test(to) ? undefined : to }];
});

try {
  const blobs = await BlobStore.open(environment.HUB_OBJECTS ?? "");
  const lfsObject = async (oid: string) => ((await ownsObject(folder, oid)) ? blobs.has(oid) : undefined);
  await checkPush(refs, { folder, environment, lfsObject });
  // A git outlives a Hub that is killed. Its push would be in no index, and acknowledged to nobody.
  if (!isAlive(Number(environment.HUB_PROCESS)))
    throw new PushRefusedError("the Hub ended meanwhile; push again when it is back");
} catch (error) {
  process.exitCode = 1;
  if (error instanceof PushRefusedError) console.error(`error: ${error.message}`);
  else {
    console.error("error: the Hub could not check what was pushed");
    await writeFile(environment.HUB_FAILURE ?? "", inspect(error));
  }
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
