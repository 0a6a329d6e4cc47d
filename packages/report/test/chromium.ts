import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = "/usr/bin/chromium";

/** For `describe.skipIf`, and for the name of what is skipped. */
export const noChromium = existsSync(executablePath) ? "" : " (skipped: no Chromium in /usr/bin)";

export function openChromium(): Promise<Browser> {
  // Chromium's sandbox refuses to run for root, as whom CI runs.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
