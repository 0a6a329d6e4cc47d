import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../temporary-folder.ts";
import { noChromium, openChromium } from "./chromium.ts";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";

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
      const found = await page.evaluate(() => {
        const nameOf = (element: Element) =>
          (element.getAttribute("aria-label") ?? element.textContent ?? "").trim();
        return {
          wider: document.documentElement.scrollWidth - window.innerWidth,
          unnamed: [...document.querySelectorAll("a, button, summary, nav, aside")].filter(
            (e) => nameOf(e) === "",
          ).length,
          unlabelled: [...document.querySelectorAll("input:not([type=hidden]), select, textarea")].filter(
            (e) => ((e as HTMLInputElement).labels?.length ?? 0) === 0,
          ).length,
          headings: document.querySelectorAll("main h1").length,
          sameIds:
            document.querySelectorAll("[id]").length -
            new Set([...document.querySelectorAll("[id]")].map((e) => e.id)).size,
        };
      });
      expect(found, path).toMatchObject({ unnamed: 0, unlabelled: 0, sameIds: 0 });
      expect(found.wider, path).toBeLessThanOrEqual(0);
      expect(found.headings, path).toBeGreaterThanOrEqual(1);
    }
    expect(complaints).toEqual([]);
  });

  test("attack: nothing that a page is made to hold runs", { timeout: 60_000 }, async () => {
    await page.goto("/ada/mine");
    const refused = await page.evaluate(async () => {
      const policies: string[] = [];
      document.addEventListener("securitypolicyviolation", ({ violatedDirective }) =>
        policies.push(violatedDirective),
      );
      const ran = new Promise<boolean>((resolve) => {
        Object.assign(window, { ran: () => resolve(true) });
        setTimeout(() => resolve(false), 300);
      });
      const script = document.createElement("script");
      script.textContent = "window.ran()";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran()'>");
      return { ran: await ran, policies };
    });
    expect(refused.ran).toBe(false);
    expect(refused.policies.length).toBeGreaterThan(0);
    complaints.length = 0;
  });
});
