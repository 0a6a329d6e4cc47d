import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { renderBook, renderHtml } from "../src/index.ts";
import { noChromium, openChromium } from "./chromium.ts";
import { sampleNotebook } from "./sample-notebook.ts";
import { sampleReport } from "./sample-report.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** What axe-core has against a page, by the rules of WCAG 2.2 AA and its own of good practice. */
async function violations(page: Page): Promise<string[]> {
  // Not as an element: the page's own policy would keep it out.
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

describe.skipIf(noChromium)(`in Chromium${noChromium}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await openChromium();
    folder = await mkdtemp(join(tmpdir(), "book-"));
    const chapters = [
      { slug: "03-sample", number: 3, title: "Sample", notebook: sampleNotebook },
      {
        slug: "04-other",
        number: 4,
        title: "Other",
        notebook: sampleNotebook,
        notice: "The last run failed.",
      },
    ];
    const files = await renderBook({ title: "Book", language: "en", preface: [], chapters });
    files.set("report.html", renderHtml(sampleReport(0.5)));
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  /** Opens a page of the folder and takes note of errors, and of requests for anything else. */
  async function open(path: string, colorScheme: "light" | "dark", width: number) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    const misdeeds: string[] = [];
    page.on("pageerror", (error) => misdeeds.push(error.message));
    page.on("console", (message) => misdeeds.push(message.text()));
    page.on("request", (request) => {
      if (!/^(?:file|data):/.test(request.url())) misdeeds.push(request.url());
    });
    await page.goto(pathToFileURL(join(folder, path)).href);
    return { page, misdeeds, close: () => context.close() };
  }

  const pages = ["index.html", "03-sample.html", "04-other.html", "report.html"];
  const looks = [
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ] as const;

  test.each(pages.flatMap((path) => looks.map((look) => [path, ...look] as const)))(
    "%s, %s, %i pixels wide: axe-core has nothing against it, nothing is wider than the page",
    async (path, scheme, width) => {
      const { page, misdeeds, close } = await open(path, scheme, width);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(misdeeds).toEqual([]);
      await close();
    },
  );

  test("search finds words and code, and leads to the section", async () => {
    const { page, misdeeds, close } = await open("index.html", "light", 1200);
    await page.keyboard.press("/");
    await page.keyboard.type("quagga");
    await page.locator("#results a").first().waitFor();
    expect(await page.locator("#search-status").textContent()).toBe("2 found.");
    await page.locator("#results a").first().click();
    expect(page.url()).toMatch(/0[34]-\w+\.html#31-zebras$/);
    await page.fill("#search", "console log");
    await page.locator("#results a").first().waitFor();
    await page.fill("#search", "zzzzzz");
    await page.locator("#search-status", { hasText: "Nothing found." }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(misdeeds).toEqual([]);
    await close();
  });

  test("what is found is seen in the middle of a page, and makes way for where it leads", async () => {
    const { page, close } = await open("03-sample.html", "light", 390);
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    await page.keyboard.press("/");
    await page.keyboard.type("quagga");
    const found = page.locator('#results a[href^="03-sample.html"]').first();
    await found.waitFor();
    const seen = await found.boundingBox();
    expect(seen?.y).toBeGreaterThan(0);
    expect(seen?.y).toBeLessThan(900);
    expect(await violations(page)).toEqual([]);
    await found.click();
    expect(await page.locator("#results a").count()).toBe(0);
    const target = await page.evaluate<number>(
      "document.querySelector(':target').getBoundingClientRect().top",
    );
    expect(target).toBeGreaterThan(0);
    await close();
  });

  test("the dark page is dark, the button changes it, and the choice stays", async () => {
    const { page, close } = await open("03-sample.html", "light", 1200);
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.click("#theme");
    expect(await background()).toBe("rgb(20, 23, 27)");
    await page.goto(pathToFileURL(join(folder, "04-other.html")).href);
    expect(await background()).toBe("rgb(20, 23, 27)");
    expect(await page.getAttribute("#theme", "aria-pressed")).toBe("true");
    await close();
  });
});
