import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { projectRoot } from "../run/project.ts";
import { findJupyter } from "./find-jupyter.ts";

const COURSE = join(projectRoot, "scripts", "course.ts");
const TOKEN = "token-of-this-test";
const jupyter = await findJupyter();
// uvx would download Jupyter; on Windows nothing can send Ctrl-C to one process.
const missing = !jupyter || jupyter.command.includes("uvx") || process.platform === "win32";
const why = missing ? " (skipped: needs a Jupyter that is installed, on Linux or macOS)" : "";

const home = mkdtempSync(join(tmpdir(), "course-lab-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let lab: ChildProcess | undefined;
afterEach(() => {
  lab?.kill("SIGTERM"); // not SIGKILL: it has Jupyter to stop
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = z.object({ port: z.number() }).parse(server.address());
  server.close();
  return address.port;
}

/** Starts `course lab`, waits until its REST API answers, and gives the server's address. */
async function startLab(...args: string[]): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const port = address.split(":")[1] ?? "";
  lab = spawn(process.execPath, [COURSE, "lab", ...args, "--no-browser", "--port", port], {
    cwd: projectRoot,
    env: { ...process.env, HOME: home, JUPYTER_TOKEN: TOKEN },
    stdio: "ignore",
  });
  for (;;) {
    expect(lab.exitCode).toBeNull();
    const up = await fetch(`http://${address}/api`).catch(() => undefined);
    if (up?.ok) return address;
    await sleep(100);
  }
}

async function rest(address: string, path: string, init: RequestInit = {}): Promise<unknown> {
  const headers = { authorization: `token ${TOKEN}` };
  const response = await fetch(`http://${address}/api/${path}`, { ...init, headers });
  expect(response.ok).toBe(true);
  return response.json();
}

/** Runs one cell through Jupyter's WebSocket and gives the text of its value. */
async function execute(address: string, kernel: string, code: string): Promise<string> {
  const reply = z.looseObject({
    msg_type: z.string(),
    content: z.looseObject({ data: z.record(z.string(), z.string()).optional() }),
  });
  const socket = new WebSocket(`ws://${address}/api/kernels/${kernel}/channels?token=${TOKEN}`);
  await once(socket, "open");
  const header = {
    msg_id: "1",
    msg_type: "execute_request",
    session: "test",
    username: "test",
    version: "5.3",
  };
  const content = { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true };
  const request = { channel: "shell", header, parent_header: {}, metadata: {}, content };
  socket.send(JSON.stringify(request));
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.addEventListener("message", ({ data }) => {
    const message = reply.parse(JSON.parse(String(data)));
    const text = message.content.data?.["text/plain"];
    if (message.msg_type === "execute_result" && text !== undefined) resolve(text);
  });
  return promise.finally(() => socket.close());
}

describe.skipIf(missing)(`with the Jupyter of this machine${why}`, () => {
  it("runs a cell in the TypeScript kernel, and stops it and Jupyter on Ctrl-C", {
    timeout: 120_000,
  }, async () => {
    const address = await startLab();
    expect(await rest(address, "kernelspecs")).toMatchObject({
      kernelspecs: { typescript: { spec: { language: "typescript" } } },
    });
    const body = JSON.stringify({ name: "typescript" });
    const { id } = z
      .object({ id: z.string() })
      .parse(await rest(address, "kernels", { method: "POST", body }));
    expect(await execute(address, id, "const answer: number = 6 * 7;\nanswer")).toBe("42");
    expect(kernelProcesses(id)).toHaveLength(1);

    const exited = once(lab as ChildProcess, "exit");
    lab?.kill("SIGINT");
    expect(await exited).toEqual([130, null]);
    await expect(fetch(`http://${address}/api`)).rejects.toThrow();
    expect(kernelProcesses(id)).toEqual([]);
  });

  it("leads to the notebook that was asked for, without a browser, too", { timeout: 120_000 }, async () => {
    const notebook = "01-transformer-models.ipynb";
    const address = await startLab(join(projectRoot, "notebooks", notebook));
    const { url, ok } = await fetch(`http://${address}/?token=${TOKEN}`);
    expect(ok).toBe(true);
    expect(new URL(url).pathname).toMatch(new RegExp(`^/(?:lab/tree|notebooks)/${notebook}$`));
  });

  it("kills Jupyter on the second Ctrl-C", { timeout: 120_000 }, async () => {
    const address = await startLab();
    const exited = once(lab as ChildProcess, "exit");
    lab?.kill("SIGINT");
    await sleep(20);
    lab?.kill("SIGINT");
    expect(await exited).toEqual([130, null]);
    await expect(fetch(`http://${address}/api`)).rejects.toThrow();
  });
});

/** The command lines of the processes that were given this kernel's connection file. */
function kernelProcesses(id: string): string[] {
  const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(`kernel-${id}.json`));
}

it("ends with code 3 and a line that installs Jupyter when there is none", () => {
  const { status, stderr } = spawnSync(process.execPath, [COURSE, "lab"], {
    cwd: projectRoot,
    env: { ...process.env, PATH: home, Path: home },
    encoding: "utf8",
  });
  expect(stderr).toMatch(/^error: no Jupyter on this machine; install one: .+\n$/);
  expect(status).toBe(3);
});
