import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRepo } from "@huggingface/hub";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { gitClient } from "./git-client.ts";
import { seededBytes } from "./running-hub.ts";

const script = fileURLToPath(new URL("./hub-process.ts", import.meta.url));

async function startHub(folder: string): Promise<{ child: ChildProcess; url: string; token: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  for await (const line of createInterface({ input: child.stdout })) {
    const [url = "", token = ""] = line.split(" ");
    return { child, url, token };
  }
  throw new Error("the Hub did not start");
}

test("a Hub that is killed during pushes has what it acknowledged, whole, and nothing half", async () => {
  await using folder = await temporaryFolder();
  let hub = await startHub(folder.path);
  await createRepo({ repo: "ada/killed", hubUrl: hub.url, accessToken: hub.token });
  await using ada = await gitClient(hub.token);
  await ada.git(["clone", "--quiet", `${hub.url}/ada/killed`, "clone"]);
  const here = { in: "clone" };
  const bare = join(folder.path, "repositories/models/ada/killed.git");
  const tip = () => execFileSync("git", ["rev-parse", "main"], { cwd: bare, encoding: "utf8" }).trim();
  let acknowledged = 0;

  for (let round = 0; round < 4; round++) {
    const before = tip();
    await writeFile(join(ada.folder, "clone", `file-${round}.txt`), seededBytes(3_000_000, round + 1));
    await ada.git(["add", "."], here);
    await ada.git(["commit", "--quiet", "-m", `round ${round}`], here);
    const pushed = await ada.git(["rev-parse", "HEAD"], here);
    const pushing = ada.try(["push", `${hub.url}/ada/killed`, "main"], here);
    await Promise.race([sleep(80 * round), pushing]);
    const ended = once(hub.child, "exit");
    hub.child.kill("SIGKILL");
    await ended;
    const { code } = await pushing;
    hub = await startHub(folder.path);
    // What git was doing when its Hub died ends by itself.
    await expect
      .poll(() => ada.try(["ls-remote", `${hub.url}/ada/killed`]).then((result) => result.code))
      .toBe(0);
    expect([before, pushed]).toContain(tip());
    if (code === 0) {
      acknowledged += 1;
      expect(tip()).toBe(pushed);
    }
    execFileSync("git", ["fsck", "--connectivity-only"], { cwd: bare, stdio: "pipe" });
    const info = (await (await fetch(`${hub.url}/api/models/ada/killed`)).json()) as { sha: string };
    expect([before, pushed]).toContain(info.sha);
    await ada.git(["push", "--quiet", `${hub.url}/ada/killed`, "main"], here);
    expect(tip()).toBe(pushed);
  }
  expect(acknowledged).toBeLessThan(4);
}, 120_000);
