import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { type Displayable, jupyterDisplay, type MimeBundle } from "../src/mime-bundle.ts";

const executablePath = "/usr/bin/chromium";

/** For `describe.skipIf`, and for the name of what is skipped. */
export const noChromium = existsSync(executablePath) ? "" : " (skipped: no Chromium in /usr/bin)";

export function openChromium(): Promise<Browser> {
  // Chromium's sandbox refuses to run for root, as whom CI runs.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

export function htmlOf(picture: Displayable): string {
  return String((picture[jupyterDisplay]() as MimeBundle)["text/html"]);
}

/** What a page has done that a picture must not. */
export interface Watched {
  readonly page: Page;
  readonly misdeeds: string[];
}

/** A page that allows nothing but what is in it, with a place for outputs, and takes note of errors, dialogs and requests. */
export async function openPage(browser: Browser, body = ""): Promise<Watched> {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  const misdeeds: string[] = [];
  page.on("pageerror", (error) => misdeeds.push(error.message));
  page.on("console", (message) => misdeeds.push(message.text()));
  page.on("dialog", (dialog) => {
    misdeeds.push("dialog");
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) misdeeds.push(request.url());
  });
  const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";
  await page.setContent(
    `<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Outputs</title></head><body>${body}</body></html>`,
  );
  return { page, misdeeds };
}
