// The book of the course as it is: its pages' sizes, what they load, and what axe-core says of them.
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BookFiles } from "@llm-course/report";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildBook } from "../src/report/build-book.ts";
import { chapterStates } from "../src/report/chapter-states.ts";
import { projectRoot } from "../src/run/project.ts";

// axe-core takes seconds for a long page, and tests run side by side.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const executablePath = "/usr/bin/chromium";
const noChromium = existsSync(executablePath) ? "" : " (skipped: no Chromium in /usr/bin)";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let files: BookFiles;
let pages: string[];

beforeAll(async () => {
  // Of the stored notebooks: there is no such folder.
  const states = await chapterStates({}, { root: projectRoot, output: join(tmpdir(), "no-run"), checks: [] });
  files = await buildBook(states, "en");
  pages = [...files.keys()].filter((path) => path.endsWith(".html"));
});

test("a page without its pictures has at most 300 kB, and loads nothing from elsewhere", () => {
  expect(pages.length).toBeGreaterThanOrEqual(8);
  for (const path of pages) {
    const page = String(files.get(path));
    expect(Buffer.byteLength(page), path).toBeLessThanOrEqual(300_000);
    for (const [, address = ""] of page.matchAll(/ src="([^"]*)"/g))
      expect(files.has(address), address).toBe(true);
    for (const [, address = ""] of page.matchAll(/<a [^>]*href="([^"#:]+\.html)/g))
      expect(files.has(address) || address === "report.html", address).toBe(true);
  }
});

describe.skipIf(noChromium)(`in Chromium${noChromium}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    folder = await mkdtemp(join(tmpdir(), "book-"));
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test.each([
    ["light", 1200],
    ["dark", 360],
  ] as const)("in %s, %i pixels wide, axe-core has nothing against any page", async (colorScheme, width) => {
    for (const path of pages) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
      const misdeeds: string[] = [];
      page.on("pageerror", (error) => misdeeds.push(error.message));
      page.on("console", (message) => misdeeds.push(message.text()));
      await page.goto(pathToFileURL(join(folder, path)).href);
      await page.evaluate(axe);
      const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        "axe.run(document, { resultTypes: ['violations'] })",
      );
      expect(
        found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        path,
      ).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(width);
      expect(misdeeds, path).toEqual([]);
      await page.close();
    }
  });
});
