import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../temporary-folder.ts";
import { noChromium, openChromium } from "./chromium.ts";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";

/** Counts in a page what has no name, no label, or an id twice, and how much wider than the window it is. */
const look = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const nameOf = (element) => (element.getAttribute("aria-label") ?? element.textContent ?? "").trim();
  return {
    wider: document.documentElement.scrollWidth - window.innerWidth,
    unnamed: all("a, button, summary, nav, aside").filter((element) => nameOf(element) === "").length,
    unlabelled: all("input:not([type=hidden]), select, textarea").filter((field) => field.labels.length === 0).length,
    headings: all("main h1").length,
    sameIds: all("[id]").length - new Set(all("[id]").map(({ id }) => id)).size,
  };
})()`;

/** Texts of less contrast than WCAG 2 AA asks for (4.5, of large ones 3), and headings that skip a level. */
const legible = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
  const luminance = (color) => {
    const [r, g, b] = color.map((value) => value / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => element
    ? over(rgba(getComputedStyle(element).backgroundColor), background(element.parentElement))
    : [255, 255, 255];
  const faint = new Set();
  const check = (element, { color }, text) => {
    const below = background(element);
    const [light, dark] = [over(rgba(color), below), below].map(luminance).sort((a, b) => b - a);
    const { fontSize, fontWeight } = getComputedStyle(element);
    const large = parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
    if ((light + 0.05) / (dark + 0.05) < (large ? 3 : 4.5)) faint.add(text.trim());
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (data.trim() && parentElement.getClientRects().length) check(parentElement, getComputedStyle(parentElement), data);
  }
  for (const field of document.querySelectorAll("[placeholder]"))
    check(field, getComputedStyle(field, "::placeholder"), field.placeholder);
  const levels = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")].map(({ localName }) => Number(localName[1]));
  return { faint: [...faint], skipped: levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1).length };
})()`;

/** What a script would do that had got into a page. */
const attack = `(async () => {
  const policies = [];
  document.addEventListener("securitypolicyviolation", (event) => policies.push(event.violatedDirective));
  const ran = new Promise((resolve) => {
    window.ran = () => resolve(true);
    setTimeout(() => resolve(false), 300);
  });
  const script = document.createElement("script");
  script.textContent = "window.ran()";
  document.body.append(script);
  document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran()'>");
  return { ran: await ran, policies };
})()`;

describe.skipIf(noChromium)(`in Chromium${noChromium}`, () => {
  let hub: HubWithPages;
  let browser: Browser;
  let page: Page;
  /** What a browser complains of: errors of scripts, and what the policy refuses. */
  const complaints: string[] = [];
  beforeAll(async () => {
    hub = await hubWithPages({
      tryModel: async ({ inputs }) => [{ label: `GOOD: ${"text" in inputs ? inputs.text : ""}`, score: 0.9 }],
    });
    browser = await openChromium();
    page = await browser.newPage({ baseURL: hub.running.url });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await hub?.[Symbol.asyncDispose]();
  });

  test("a repository is made, filled, described and tried", { timeout: 120_000 }, async () => {
    await page.goto(hub.running.hub.loginUrl({ next: "/new" }));
    await page.getByLabel("Name", { exact: true }).fill("mine");
    await page.getByRole("button", { name: "Make the repository" }).click();
    await page.waitForURL("**/ada/mine");

    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "model", "onnx"), { recursive: true });
    await writeFile(join(folder.path, "model", "config.json"), "{}");
    await writeFile(join(folder.path, "model", "onnx", "model.onnx"), Buffer.alloc(1000));
    await page.getByRole("link", { name: "Upload files" }).click();
    await page.getByLabel("Or a folder").setInputFiles(join(folder.path, "model"));
    expect(await page.locator("[data-chosen] li").allTextContents()).toEqual(
      expect.arrayContaining(["model/config.json", "model/onnx/model.onnx"]),
    );
    await page.getByRole("button", { name: "Upload", exact: true }).click();
    await page.waitForURL("**/ada/mine/tree/main");
    await page.getByRole("link", { name: "model (folder)" }).click();
    await page.getByRole("link", { name: "onnx (folder)" }).click();
    expect(await page.locator(".file-name").textContent()).toContain("LFS");

    await page.goto("/ada/mine");
    await page.getByRole("link", { name: "Write the card" }).click();
    const text = page.getByRole("textbox", { name: /^The card/ });
    await text.fill("---\nlicense: nonsense\n---\n# Hello\n");
    await page.locator(".problems li").waitFor();
    expect(await page.locator(".problems li").textContent()).toContain("in line 2");
    await text.fill(
      "---\nlicense: mit\npipeline_tag: text-classification\n---\n# Hello <script>alert(1)</script>\n",
    );
    await page.locator("[data-problems] .good").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL("**/ada/mine");
    expect(await page.locator(".card h1").textContent()).toBe("Hello ");

    await page.locator(".widget textarea").fill("A fine day");
    await page.getByRole("button", { name: "Compute" }).click();
    await page.locator(".bars").waitFor();
    expect(await page.locator(".bars .label").textContent()).toBe("GOOD: A fine day");
    expect(page.url()).toBe(`${hub.running.url}/ada/mine`);
    expect(complaints).toEqual([]);
  });

  test("pages have names for what is in them, and fit a phone", { timeout: 60_000 }, async () => {
    await page.setViewportSize({ width: 360, height: 700 });
    for (const path of [
      "/",
      "/models",
      "/ada",
      "/new",
      "/ada/mine",
      "/ada/mine/tree/main",
      "/ada/mine/blob/main/README.md",
      "/ada/mine/commits/main",
      "/ada/mine/settings",
      "/settings/tokens",
      "/ada/mine/upload/main",
      "/ada/mine/edit/main/README.md",
    ]) {
      await page.goto(path);
      const found = await page.evaluate<Record<string, number>>(look);
      expect(found, path).toMatchObject({ unnamed: 0, unlabelled: 0, sameIds: 0 });
      expect(found.wider, path).toBeLessThanOrEqual(0);
      expect(found.headings, path).toBeGreaterThanOrEqual(1);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        expect(await page.evaluate(legible), `${path}, ${colorScheme}`).toEqual({ faint: [], skipped: 0 });
      }
    }
    expect(complaints).toEqual([]);
  });

  test("attack: nothing that a page is made to hold runs", { timeout: 60_000 }, async () => {
    await page.goto("/ada/mine");
    const refused = await page.evaluate<{ ran: boolean; policies: string[] }>(attack);
    expect(refused.ran).toBe(false);
    expect(refused.policies.length).toBeGreaterThan(0);
    complaints.length = 0;
  });
});
