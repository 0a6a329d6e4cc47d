import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { withFileLock } from "./file-lock.ts";

describe("withFileLock", () => {
  it("lets one in at a time, and the next one after a failure", async () => {
    await using folder = await temporaryFolder();
    const [lock, log] = [join(folder.path, "locks", "a.sqlite"), join(folder.path, "log")];
    const work = async () => {
      await appendFile(log, "in ");
      await sleep(10);
      await appendFile(log, "out ");
    };
    const failing = withFileLock(lock, undefined, async () => {
      await work();
      throw new Error("failed inside");
    });
    await Promise.all([
      expect(failing).rejects.toThrow("failed inside"),
      withFileLock(lock, undefined, work),
    ]);
    expect(await readFile(log, "utf8")).toBe("in out in out ");
  });

  it("stops waiting at the signal", async () => {
    await using folder = await temporaryFolder();
    const lock = join(folder.path, "a.sqlite");
    const reason = new Error("enough");
    await withFileLock(lock, undefined, async () => {
      await expect(withFileLock(lock, AbortSignal.abort(reason), async () => 1)).rejects.toBe(reason);
    });
  });
});
