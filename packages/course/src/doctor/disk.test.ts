import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { diskCheck, freeSpace } from "./disk.ts";

const check = (free: number) => diskCheck("repository", "/somewhere", async () => free);

it("needs 2 GiB", async () => {
  expect(await check(2 * 2 ** 30).run()).toMatchObject({ status: "ok" });
  expect(await check(2 * 2 ** 30 - 1).run()).toMatchObject({
    status: "fail",
    mend: expect.stringContaining("repository"),
  });
});

it("measures a folder that does not exist yet by the one it will be in", async () => {
  const there = await freeSpace(tmpdir());
  const notYet = await freeSpace(join(tmpdir(), "not", "yet", "there"));
  expect(notYet).toBeGreaterThan(0);
  expect(notYet / there).toBeCloseTo(1, 1); // others write to the disk meanwhile
});
