import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ensureEntry } from "./ensure-entry.ts";
import { entryChapters } from "./journal-entry.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "journal-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ensure = (chapter?: number) => ensureEntry({ member: "ada", chapter, root, day: "2030-01-08" });
const text = () => readFileSync(join(root, "journal/2030-01-08-ada.md"), "utf8");

it("begins an entry with who, when and what about, once a day", async () => {
  expect(await ensure(3)).toBe("journal/2030-01-08-ada.md");
  expect(text()).toMatch(/^---\ndate: 2030-01-08\nmember: ada\nchapters: \[3\]\n---\n\n\*\*Did\*\*:/);
  writeFileSync(join(root, "journal/2030-01-08-ada.md"), `${text()}Much.\n\n---\nchapters: [9]\n---\n`);
  const before = text();
  await ensure();
  await ensure(3);
  expect(text()).toBe(before);
  await ensure(1);
  expect(text()).toBe(before.replace("[3]", "[1, 3]"));
  expect(entryChapters(text())).toEqual([1, 3]);
});

it.each(["", "no front matter", "---\nchapters: [", "---\nchapters: many\n---\n", "---\n: {\n---\n"])(
  "leaves an entry alone whose front matter cannot be read: %j",
  async (content) => {
    await ensure();
    writeFileSync(join(root, "journal/2030-01-08-ada.md"), content);
    expect(entryChapters(content)).toEqual([]);
    if (!content.includes("many")) {
      await ensure(3);
      expect(text()).toBe(content);
    }
  },
);
