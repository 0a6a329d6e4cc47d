import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { INTERRUPTED } from "../interrupt.ts";
import { projectRoot } from "../run/project.ts";

const SERVE = join(projectRoot, "scripts", "serve.ts");

const run = (...args: string[]) =>
  spawnSync(process.execPath, [SERVE, ...args], { cwd: projectRoot, encoding: "utf8" });

it.skipIf(process.platform === "win32")(
  "answers until Ctrl-C, logs without content, and leaves the port (skipped on Windows: no signals there)",
  { timeout: 60_000 },
  async () => {
    const child = spawn(process.execPath, [SERVE, "llm-course/chat", "--log"], { cwd: projectRoot });
    const exit = once(child, "exit");
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    const [line] = await once(createInterface(child.stdout), "line");
    const url = /http:\/\/\S+/.exec(String(line))?.[0] ?? "";
    const answer = await fetch(`${url}/v1/chat/completions?key=in-the-query`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer in-a-header" },
      body: JSON.stringify({ messages: [{ role: "user", content: "Hello!" }], temperature: 0 }),
    });
    expect(answer.status).toBe(200);
    await expect.poll(() => log).toMatch(/^POST \/v1\/chat\/completions 200 \d+ ms$/m);
    expect(log).not.toMatch(/in-the-query|in-a-header|Hello/);
    child.kill("SIGINT");
    expect((await exit)[0]).toBe(INTERRUPTED);
    await expect(fetch(url)).rejects.toThrow();
  },
);

it("says in one line why it does not open a machine to others", () => {
  const { status, stderr } = run("--host", "0.0.0.0");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: .*needs tokens.*127\.0\.0\.1.*\n$/);
});

it("names the nearest model, what is for GGUF only, and the range of a port", { timeout: 60_000 }, () => {
  expect(run("llm-course/chad").stderr).toMatch(/^error: .*llm-course\/chat.*\n$/);
  expect(run("--gpu-layers", "3").stderr).toMatch(/^error: .*GGUF files.*llm-course\/chat\n$/);
  expect(run("--port", "70000")).toMatchObject({ status: 2, stderr: expect.stringContaining("65535") });
});
