import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureFolder } from "./ensure-folder.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "models-"));
});
afterAll(() => rm(root, { recursive: true }));

test("a folder is filled once", async () => {
  const path = join(root, "once", "model");
  let fills = 0;
  const fill = async (folder: string) => {
    fills++;
    await writeFile(join(folder, "a"), "full");
  };
  expect(await ensureFolder(path, fill)).toBe(path);
  expect(await ensureFolder(path, fill)).toBe(path);
  expect(fills).toBe(1);
  expect(await readFile(join(path, "a"), "utf8")).toBe("full");
});

test("a failure leaves nothing, and the next call tries again", async () => {
  const parent = join(root, "failure");
  const path = join(parent, "model");
  const failing = ensureFolder(path, async (folder) => {
    await writeFile(join(folder, "a"), "half");
    throw new Error("disk full");
  });
  await expect(failing).rejects.toThrow("disk full");
  expect(await readdir(parent)).toEqual([]);
  await ensureFolder(path, (folder) => writeFile(join(folder, "a"), "full"));
  expect(await readFile(join(path, "a"), "utf8")).toBe("full");
});

test("processes that fill it at once agree on one folder", async () => {
  const path = join(root, "race", "model");
  const program = `
    import { writeFile } from "node:fs/promises";
    import { ensureFolder } from ${JSON.stringify(new URL("./ensure-folder.ts", import.meta.url).href)};
    await ensureFolder(${JSON.stringify(path)}, async (folder) => {
      await writeFile(folder + "/a", String(process.pid));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await writeFile(folder + "/b", String(process.pid));
    });`;
  const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
  await Promise.all([run(), run(), run()]);

  expect(await readdir(join(root, "race"))).toEqual(["model"]);
  const [a, b] = await Promise.all(["a", "b"].map((name) => readFile(join(path, name), "utf8")));
  expect(a).toBe(b);
});
