import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { HubServer, sha256 } from "./hub-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const weights = Buffer.from(Uint8Array.from({ length: 600_000 }, (_, i) => (i * 17) % 253));

function start(hub: HubServer, cacheDir: string) {
  const script = join(import.meta.dirname, "download-in-child.ts");
  const child = spawn(process.execPath, [script, hub.endpoint, cacheDir], {
    env: { ...process.env, HF_HUB_OFFLINE: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, path: text(child.stdout), exit: once(child, "exit") };
}

it("processes that want the same file at once download it once and all get it", async () => {
  await using hub = await HubServer.start();
  await using folder = await temporaryFolder();
  hub.commit("course/tiny", { "model.bin": weights });
  hub.slowness = 30;
  const children = Array.from({ length: 3 }, () => start(hub, folder.path));
  for (const { path, exit } of children) {
    expect(await readFile((await path).trim())).toEqual(weights);
    expect((await exit)[0]).toBe(0);
  }
  expect(hub.seen.filter(({ host }) => host === "cdn")).toHaveLength(1);
});

it("a process killed in the middle leaves a part, no blob and no lock; the next one goes on from it", async () => {
  await using hub = await HubServer.start();
  await using folder = await temporaryFolder();
  hub.commit("course/tiny", { "model.bin": weights });
  hub.slowness = 30;
  const blobs = join(folder.path, "models--course--tiny", "blobs");
  const killed = start(hub, folder.path);
  const part = join(blobs, `${sha256(weights)}.incomplete`);
  while ((await readFile(part).catch(() => "")).length < 100_000) await sleep(10);
  killed.child.kill("SIGKILL");
  await killed.exit;
  expect(await readdir(blobs)).toEqual([`${sha256(weights)}.incomplete`]);
  hub.slowness = 0;
  const next = start(hub, folder.path);
  expect(await readFile((await next.path).trim())).toEqual(weights);
  expect(hub.seen.at(-1)?.range).toMatch(/^bytes=[1-9]\d{5}-$/);
  expect(await readdir(blobs)).toEqual([sha256(weights)]);
});
