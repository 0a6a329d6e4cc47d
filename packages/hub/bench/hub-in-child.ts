import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface HubInChild {
  /** What the official client takes. */
  access: { hubUrl: string; accessToken: string };
  /** A folder beside the Hub's, on the same disk, that goes with this process. */
  folder: string;
  /** Of the Hub's process, so far, in MB. */
  peakMb(): Promise<number>;
}

async function start(): Promise<HubInChild> {
  const folder = mkdtempSync(join(tmpdir(), "hub-bench-"));
  const script = join(import.meta.dirname, "../test/local/serve-in-child.ts");
  const child = fork(script, [join(folder, "hub")]);
  process.on("exit", () => {
    child.kill("SIGKILL");
    // Again where the Hub still wrote.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  // A bench ends its processes by this signal, after which "exit" would not come.
  process.once("SIGTERM", () => process.exit());
  const [{ url, token }] = await once(child, "message");
  return {
    access: { hubUrl: url, accessToken: token },
    folder,
    async peakMb() {
      child.send("memory");
      const [{ maxRss }] = await once(child, "message");
      return maxRss / 2 ** 20;
    },
  };
}

let started: Promise<HubInChild> | undefined;

/** The Hub of this process's bench, in a process of its own, started by who needs it first. */
export function hubInChild(): Promise<HubInChild> {
  started ??= start();
  return started;
}
