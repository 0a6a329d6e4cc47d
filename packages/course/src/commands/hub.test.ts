import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepo, uploadFiles, whoAmI } from "@huggingface/hub";
import { checkpoint } from "@llm-course/hub";
import "@llm-course/models";
import { expect, it, onTestFinished } from "vitest";
import { INTERRUPTED } from "../interrupt.ts";
import { projectRoot } from "../run/project.ts";

const HUB = join(projectRoot, "scripts", "hub.ts");

const run = (...args: string[]) =>
  spawnSync(process.execPath, [HUB, ...args], { cwd: projectRoot, encoding: "utf8" });

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "course-hub-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Starts the command; gives what it has printed by the time that it has printed `last`. */
async function start(
  args: string[],
  last = /Ctrl-C ends it\./,
): Promise<{ child: ChildProcess; text: string; url: string }> {
  const child = spawn(process.execPath, [HUB, ...args, "--port", "0", "--no-open"], { cwd: projectRoot });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  await expect.poll(() => text, { timeout: 30_000 }).toMatch(last);
  return { child, text, url: /at (http:\/\/\S+?)[,\s]/.exec(text)?.[1] ?? "" };
}

it.skipIf(process.platform === "win32")(
  "says how to sign in and what to set, serves, tries models, and ends at Ctrl-C (skipped on Windows: no signals there)",
  { timeout: 90_000 },
  async () => {
    const folder = temporaryFolder();
    const { child, text, url } = await start([folder, "--user", "ada"]);
    const exit = once(child, "exit");
    const accessToken = readFileSync(join(folder, "token"), "utf8");
    expect(text).not.toContain(accessToken);
    expect(await whoAmI({ hubUrl: url, accessToken })).toMatchObject({ name: "ada" });
    const login = /^Sign in.*(http:\/\/\S+)$/m.exec(text)?.[1] ?? "";
    const signedIn = await fetch(login, { redirect: "manual" });
    expect(signedIn.headers.get("set-cookie") ?? (await signedIn.text())).toMatch(/hub_session|form/);

    // A model of the course, pushed to the Hub and tried on its page.
    const { path } = await checkpoint("llm-course/english");
    const hub = { hubUrl: url, accessToken, repo: "ada/english" };
    await createRepo(hub);
    const names = ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx"];
    const files = names.map((name) => ({ path: name, content: new Blob([readFileSync(join(path, name))]) }));
    const card = new Blob(["---\npipeline_tag: text-generation\n---\n# English\n"]);
    await uploadFiles({ ...hub, files: [...files, { path: "README.md", content: card }] });
    const page = await fetch(`${url}/ada/english`);
    const html = await page.text();
    const [, form = ""] = /<form[^>]*data-widget[^>]*>([\s\S]*?)<\/form>/.exec(html) ?? [];
    const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)];
    const fields = new URLSearchParams(
      hidden.map(([, name = "", value = ""]) => [name, value] as [string, string]),
    );
    fields.set("text", "The house");
    const tried = await fetch(`${url}/ada/english/try`, {
      method: "POST",
      body: fields,
      headers: { cookie: (page.headers.get("set-cookie") ?? "").split(";")[0] ?? "" },
    });
    expect(await tried.text()).toMatch(/<blockquote>The house .+<\/blockquote>/s);

    child.kill("SIGINT");
    expect((await exit)[0]).toBe(INTERRUPTED);
    await expect(fetch(url)).rejects.toThrow();
  },
);

it("makes users for a class room, with links by the name that they reach it by", {
  timeout: 60_000,
}, async () => {
  const args = [temporaryFolder(), "--allow-host", "box.lan", "--add-user", "grace"];
  const { text, url } = await start(args, /sign in, once/);
  expect(url).toMatch(/^http:\/\/box\.lan:\d+$/);
  const token = /HF_TOKEN=(hf_\w+)/.exec(text)?.[1] ?? "";
  const address = `http://127.0.0.1:${new URL(url).port}/api/whoami-v2`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toMatchObject({ name: "grace" });
  expect((await fetch(address.replace("whoami-v2", "models"))).status).toBe(401);
});

it("says in one line what is wrong with the command line", () => {
  const folder = temporaryFolder();
  expect(run(folder, "--host", "0.0.0.0", "--port", "0")).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^error: .*allowedHosts.*\n$/),
  });
  expect(run(folder, "--port", "70000")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("65535"),
  });
  expect(run(folder, "--mirror-token-file", "x").stderr).toMatch(/^error: .*add --mirror.*\n$/);
  expect(run(folder, "--mirror", "--mirror-token-file", "no-such-file").stderr).toMatch(
    /^error: cannot read.*\n$/,
  );
  expect(run(folder, "--mirror", "ftp://x").stderr).toMatch(/^error: .*endpoint.*\n$/);
});
