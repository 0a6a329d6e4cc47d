import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { lexer, walkTokens } from "marked";
import { expect, test } from "vitest";
import { projectRoot } from "../src/run/project.ts";
import { trackedFiles } from "./tracked-files.ts";

const files = trackedFiles();
const reason = files.length > 0 ? "" : " (skipped: this is not a git checkout)";

// A folder can be linked to as well.
const targets = new Set(files);
for (const file of files) for (let up = file; up !== "."; up = posix.dirname(up)) targets.add(up);

/** The addresses of all links and pictures. */
function links(markdown: string): string[] {
  const found: string[] = [];
  walkTokens(lexer(markdown), (token) => {
    if (token.type === "link" || token.type === "image") found.push(token.href);
  });
  return found;
}

async function markdownOf(file: string): Promise<string> {
  const path = join(projectRoot, file);
  if (!file.endsWith(".ipynb")) return readFile(path, "utf8");
  const { cells } = await readNotebook(path);
  return cells.flatMap((cell) => (cell.cell_type === "markdown" ? [cell.source] : [])).join("\n\n");
}

/** The file or folder a relative link leads to; nothing when it leads out of the repository, to the site that shows it. */
function target(file: string, href: string): string | undefined {
  const [path = ""] = href.split(/[#?]/);
  if (path === "" || /^[a-z][a-z\d+.-]*:/i.test(href)) return undefined;
  const resolved = posix.join(posix.dirname(file), decodeURI(path)).replace(/\/$/, "");
  return resolved.startsWith("..") ? undefined : resolved;
}

const withMarkdown = files.filter(
  (file) => file.endsWith(".md") || /^(notebooks|work)\/.*\.ipynb$/.test(file),
);

test.skipIf(reason)(`every relative link leads to a file of the repository${reason}`, async () => {
  const broken: string[] = [];
  let followed = 0;
  for (const file of withMarkdown) {
    for (const href of links(await markdownOf(file))) {
      const to = target(file, href);
      if (to === undefined) continue;
      followed++;
      if (!targets.has(to)) broken.push(`${file}: ${href}`);
    }
  }
  expect(broken).toEqual([]);
  expect(followed).toBeGreaterThan(0);
});
