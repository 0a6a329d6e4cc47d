import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replaceFolder } from "./replace-folder.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "replace-"));
});
afterAll(() => rm(root, { recursive: true }));

const fill = (text: string) => async (folder: string) => {
  await mkdir(join(folder, "onnx"));
  for (const name of ["config.json", "a", join("onnx", "b")]) await writeFile(join(folder, name), text);
};

const read = async (folder: string) =>
  Promise.all(["config.json", "a", join("onnx", "b")].map((name) => readFile(join(folder, name), "utf8")));

test("a new folder appears with all files", async () => {
  const folder = join(root, "parent", "new");
  await replaceFolder(folder, { last: "config.json" }, fill("1"));
  expect(await read(folder)).toEqual(["1", "1", "1"]);
  expect(await readdir(join(root, "parent"))).toEqual(["new"]);
});

test("files of an old folder are replaced, obsolete ones go, others stay", async () => {
  const folder = join(root, "old");
  await replaceFolder(folder, { last: "config.json" }, fill("1"));
  await writeFile(join(folder, "notes.md"), "mine");
  await writeFile(join(folder, "onnx", "old"), "1");
  const obsolete = (file: string) => file === "onnx/old";
  await replaceFolder(folder, { last: "config.json", obsolete }, fill("2"));
  expect((await readdir(join(folder, "onnx"))).sort()).toEqual(["b"]);
  expect(await read(folder)).toEqual(["2", "2", "2"]);
  expect(await readFile(join(folder, "notes.md"), "utf8")).toBe("mine");
});

test("a failure changes nothing and leaves nothing", async () => {
  const parent = join(root, "failing");
  const folder = join(parent, "model");
  await replaceFolder(folder, { last: "config.json" }, fill("1"));
  const failing = replaceFolder(folder, { last: "config.json" }, async (temporary) => {
    await writeFile(join(temporary, "a"), "2");
    throw new Error("disk full");
  });
  await expect(failing).rejects.toThrow("disk full");
  expect(await read(folder)).toEqual(["1", "1", "1"]);
  expect(await readdir(parent)).toEqual(["model"]);
});
