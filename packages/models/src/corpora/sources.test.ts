import { expect, test } from "vitest";
import { compilerLanguages, compilerMessages, englishCompilerMessages } from "./compiler-messages.ts";
import { declarations } from "./declarations.ts";
import { displayNames } from "./display-names.ts";
import { editorMessages } from "./editor-messages.ts";
import { emojiLabels } from "./emoji-labels.ts";
import { mailSubjects } from "./mail-subjects.ts";
import { packageFolder } from "./package-folder.ts";
import { typeScriptFiles } from "./type-script-files.ts";

test("sources come file by file, in an order of their own", async () => {
  const paths: string[] = [];
  let length = 0;
  for await (const { path, text } of typeScriptFiles("zod", "@huggingface/hub")) {
    paths.push(path);
    length += text.length;
  }
  expect(paths).toHaveLength(332 + 196);
  expect(paths[0]).toMatch(/^zod\/src\//);
  expect(paths.at(-1)).toMatch(/^@huggingface\/hub\/src\//);
  expect(paths.every((path) => path.endsWith(".ts") && !path.includes("\\"))).toBe(true);
  expect(length).toBeGreaterThan(4e6);
});

test("the compiler says the same in all its languages", async () => {
  const [german, ...others] = await Promise.all(["de" as const, ...compilerLanguages].map(compilerMessages));
  expect(german?.size).toBeGreaterThan(1500);
  const holes = (message: string) =>
    message
      .match(/\{\d\}/g)
      ?.sort()
      .join("");
  for (const other of others) {
    const shared = [...(german ?? [])].filter(([key]) => other.has(key));
    expect(shared.length).toBeGreaterThan(1500);
    const differing = shared.filter(([key, message]) => holes(message) !== holes(other.get(key) ?? ""));
    expect(differing.length / shared.length).toBeLessThan(0.05);
  }
});

test("a declaration is its paragraphs, without markup", async () => {
  const [english, german] = await declarations(["eng", "deu_1996"]);
  expect(english?.text).toContain("\nAll human beings are born free and equal in dignity and rights.");
  expect(english?.text).not.toMatch(/<|&\w+;|\n\s/);
  expect(german).toMatchObject({ code: "deu_1996", language: "German, Standard (1996)" });
  await expect(declarations(["xx"])).rejects.toThrow(/translation expected.*: xx$/);
});

test("a package that hides its package.json has a folder, too", async () => {
  expect(await packageFolder("@huggingface/hub")).toMatch(/hub$/);
  await expect(packageFolder("no-such-package")).rejects.toThrow();
});

test("the editor says in French what it says in English", async () => {
  const pairs = await editorMessages();
  expect(pairs.length).toBeGreaterThan(8000);
  expect(pairs).toContainEqual({ en: "Port Forwarding", fr: "Transfert de port" });
  const holes = (text: string) =>
    text
      .match(/\{\d\}/g)
      ?.sort()
      .join("");
  const differing = pairs.filter(({ en, fr }) => holes(en) !== holes(fr));
  expect(differing.length / pairs.length).toBeLessThan(0.02);
  // Escapes are read, but of texts that speak of them; remarks for translators are left out.
  expect(pairs.filter(({ en }) => /\\u|\{Locked/.test(en))).toEqual([]);
});

test("things, languages and countries have names in both languages", async () => {
  const names = displayNames();
  expect(names).toContainEqual({ en: "Switzerland", fr: "Suisse" });
  expect(names).toContainEqual({ en: "Spanish", fr: "espagnol" });
  const labels = await emojiLabels();
  expect(labels).toContainEqual({ en: "puzzle piece", fr: "pièce de puzzle" });
  const english = englishCompilerMessages();
  const french = await compilerMessages("fr");
  const known = [...french.keys()].filter((key) => english.has(key));
  expect(known.length).toBeGreaterThan(0.99 * french.size);
});

test("a mail has the subject of its thread, and the words of who wrote it alone", async () => {
  const mails = await mailSubjects();
  expect(mails.length).toBeGreaterThan(1500);
  expect(new Set(mails.map(({ title }) => title.toLowerCase())).size).toBe(mails.length);
  expect(mails.filter(({ title }) => /^(re|fwd?):/i.test(title))).toEqual([]);
  expect(mails.filter(({ text }) => /\S@\w+\.\w|\n/.test(text))).toEqual([]);
}, 60_000);
