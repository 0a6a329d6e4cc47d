import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, sep } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../src/run/project.ts";
import { trackedFiles } from "./tracked-files.ts";

const files = trackedFiles();
const reason = files.length > 0 ? "" : " (skipped: this is not a git checkout)";

/** The text of the tracked files; binary ones hold a zero byte and are left out. */
const texts = files.flatMap((file) => {
  const content = readFileSync(join(projectRoot, file));
  return content.includes(0) ? [] : [{ file, text: content.toString("utf8") }];
});

const linesWith = (pattern: RegExp): string[] =>
  texts.flatMap(({ file, text }) =>
    text
      .split("\n")
      .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.slice(0, 120)}`] : [])),
  );

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

test.skipIf(reason)(`no tracked file names a package registry${reason}`, () => {
  const current = process.env.npm_config_registry;
  const hosts = [
    String.raw`\bregistry\.[a-z0-9-]+\.[a-z]{2,}`,
    ...(current ? [literal(new URL(current).host)] : []),
  ];
  expect(linesWith(new RegExp(hosts.join("|")))).toEqual([]);
});

test.skipIf(reason)(`the lockfile holds no address to download from${reason}`, () => {
  expect(texts.find(({ file }) => file === "pnpm-lock.yaml")?.text).not.toMatch(/https?:\/\//);
});

test.skipIf(reason)(`no tracked file holds a path of someone's machine${reason}`, () => {
  // A checkout right below the root, like /app, is too common a word to look for.
  const own = [homedir(), projectRoot]
    .filter((path) => path.split(sep).length > 2)
    .map((path) => `${literal(path)}\\b`);
  const homes = [String.raw`(?<![\w.~-])/(root|(home|Users)/[a-z][\w.-]*)/`, String.raw`[A-Z]:\\+Users\\`];
  expect(linesWith(new RegExp([...own, ...homes].join("|")))).toEqual([]);
});

test.skipIf(reason)(`git ignores weights in members' folders, and nothing else of theirs${reason}`, () => {
  const isIgnored = (path: string) =>
    spawnSync("git", ["check-ignore", "-q", path], { cwd: projectRoot }).status === 0;
  const weights = ["model.safetensors", "onnx/model.onnx", "onnx/model.onnx_data", "chat.gguf"];
  const others = ["01-transformer-models.ipynb", "progress.jsonl", "exams/chapter-3.ts", "model/config.json"];
  expect(weights.filter((file) => !isIgnored(`work/ada/${file}`))).toEqual([]);
  expect(others.filter((file) => isIgnored(`work/ada/${file}`))).toEqual([]);
});
