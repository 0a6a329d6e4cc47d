// What the report and the book take to be built, and the book's pages to be drawn and searched.
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Page } from "playwright-core";
import { buildBook } from "../src/report/build-book.ts";
import { buildReport } from "../src/report/build-report.ts";
import { defaultOutput, projectRoot } from "../src/run/project.ts";

const course = resolve(projectRoot, "scripts/course.ts");
const output = mkdtempSync(join(tmpdir(), "report-bench-"));
process.on("exit", () => rmSync(output, { recursive: true, force: true }));

/** Opens a page of the book from a server on this machine, in a new browser, and measures something there. */
async function inBrowser(path: string, measure: (page: Page) => Promise<number>): Promise<number> {
  const { states, report } = await buildReport({ root: projectRoot, output: defaultOutput });
  const files = await buildBook(states, report.language);
  const server = createServer(({ url = "/" }, response) => {
    const content = files.get(url.slice(1));
    const type = url.endsWith(".js")
      ? "text/javascript"
      : url.endsWith(".svg")
        ? "image/svg+xml"
        : "text/html";
    response.writeHead(content === undefined ? 404 : 200, { "content-type": type }).end(content);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`);
    return await measure(page);
  } finally {
    await browser.close();
    server.close();
  }
}

const firstPaint = async (page: Page): Promise<number> => {
  await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0");
  return (
    Number(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")) / 1000
  );
};

async function search(page: Page): Promise<number> {
  await page.fill("#search", "attention");
  await page.locator("#results a").first().waitFor();
  // The second search: the first has loaded the index.
  await page.fill("#search", "");
  await page.waitForFunction("document.getElementById('search-status').textContent === ''");
  await page.fill("#search", "gradient of the loss");
  await page.waitForFunction("document.getElementById('search-status').textContent.endsWith('found.')");
  return Number(await page.getAttribute("#results", "data-milliseconds")) / 1000;
}

const largest = "02-using-transformers.html";
const hasChromium = existsSync("/usr/bin/chromium");

export default {
  name: "report",
  cases: [
    {
      name: "course report, all formats",
      ours: { argv: [process.execPath, course, "report", "--output", output] },
    },
    ...(hasChromium
      ? [
          { name: `first paint of ${largest}`, ours: () => inBrowser(largest, firstPaint) },
          { name: "a search in the book", ours: () => inBrowser(largest, search) },
        ]
      : []),
  ],
};
