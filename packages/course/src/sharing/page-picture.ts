import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export interface PagePictureOptions {
  /** CSS pixels. Default: 1000 by 800 */
  width?: number;
  height?: number;
  /** The browser. Default: Chromium or Chrome, wherever it is found. */
  browser?: string | undefined;
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];
const usualPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Chromium or a browser made from it, if this machine has one. */
export function findBrowser(): string | undefined {
  const onPath = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return [...onPath.flatMap((folder) => names.map((name) => join(folder, name))), ...usualPlaces].find(
    existsSync,
  );
}

/** What a browser shows of a page, as PNG; undefined on a machine without one. */
export async function pagePicture(
  url: string,
  { width = 1000, height = 800, browser = findBrowser() }: PagePictureOptions = {},
): Promise<Uint8Array | undefined> {
  if (browser === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "page-picture-"));
  const picture = join(folder, "page.png");
  try {
    await promisify(execFile)(
      browser,
      [
        ...["--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--mute-audio"],
        // Its sandbox refuses to run for root.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        `--user-data-dir=${join(folder, "profile")}`,
        `--window-size=${width},${height}`,
        `--screenshot=${picture}`,
        "--virtual-time-budget=5000",
        new URL(url).href,
      ],
      { timeout: 120_000 },
    );
    return await readFile(picture);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
