/**
 * A kernel for tests: a cell is a JSON array of actions, done in order. It can do what a good kernel never does.
 * FAKE_START: "exit" ends while starting, "silent" never answers, "collide" finds its port taken the first time,
 * "abort" aborts the first time.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Publisher, Router } from "zeromq";
import { socketAddress } from "../src/protocol/connection.ts";
import { decodeMessage, encodeMessage, type Message } from "../src/protocol/message.ts";

export type Action =
  /** Publishes a message for the n-th execute request (from 0; default: the current one), or wrongly signed. */
  | { publish: string; content: Record<string, unknown>; of?: number; key?: string }
  /** Publishes an error for the current request once the next request, of any type, has come. */
  | { lateError: string }
  /** The content of the reply. */
  | { reply: Record<string, unknown> }
  | { stderr: string }
  | { exit: number }
  | { kill: true }
  /** Never ends; "deaf" also not when interrupted. */
  | { hang: "listening" | "deaf" }
  /** Publishes the names and values of environment variables and the working folder on stdout. */
  | { show: string[] };

const path = process.argv[2] ?? "";
const { key, transport, ip, shell_port, control_port, iopub_port } = JSON.parse(readFileSync(path, "utf8"));
const address = (port: number) => socketAddress(transport, ip, port);

if (process.env.FAKE_START === "exit") {
  process.stderr.write("warming up\ncannot find the thing it needs\n");
  process.exit(7);
}
if (process.env.FAKE_START === "collide" && !existsSync("collided")) {
  writeFileSync("collided", "");
  process.stderr.write("Error: listen EADDRINUSE: address already in use\n");
  process.exit(1);
}
if (process.env.FAKE_START === "abort" && !existsSync("aborted")) {
  writeFileSync("aborted", "");
  process.abort();
}

const [shell, control, iopub] = [new Router(), new Router(), new Publisher()];
await Promise.all([
  shell.bind(address(shell_port)),
  control.bind(address(control_port)),
  iopub.bind(address(iopub_port)),
]);

let count = 0;
const requests: Message[] = [];
const message = (type: string, content: Record<string, unknown>, parent: Message): Message => ({
  header: { msg_id: `${type}-${count++}`, msg_type: type, date: new Date().toISOString() },
  parent_header: parent.header,
  metadata: {},
  content,
});
const publish = (type: string, content: Record<string, unknown>, parent: Message, signedWith: string = key) =>
  iopub.send(encodeMessage(message(type, content, parent), signedWith));
const answer = (
  socket: Router,
  identity: Buffer,
  type: string,
  content: Record<string, unknown>,
  parent: Message,
) => socket.send([identity, ...encodeMessage(message(type, content, parent), key)]);

let interrupt = () => {};
let late = async () => {};

async function execute(request: Message, identity: Buffer): Promise<void> {
  requests.push(request);
  await publish("execute_input", { code: request.content.code, execution_count: requests.length }, request);
  let reply: Record<string, unknown> = { status: "ok", execution_count: requests.length };
  for (const action of JSON.parse(String(request.content.code)) as Action[]) {
    if ("publish" in action) {
      await publish(action.publish, action.content, requests[action.of ?? -1] ?? request, action.key);
    } else if ("reply" in action) reply = { ...reply, ...action.reply };
    else if ("lateError" in action) {
      const content = { ename: "E", evalue: action.lateError, traceback: [] };
      late = () => publish("error", content, request);
    } else if ("stderr" in action) process.stderr.write(action.stderr);
    else if ("exit" in action) process.exit(action.exit);
    else if ("kill" in action) process.kill(process.pid, "SIGKILL");
    else if ("show" in action) {
      const text = JSON.stringify([process.cwd(), ...action.show.map((name) => process.env[name] ?? null)]);
      await publish("stream", { name: "stdout", text }, request);
    } else {
      await new Promise<void>((resolve) => {
        if (action.hang === "listening") interrupt = resolve;
      });
      await publish("error", { ename: "Interrupted", evalue: "", traceback: [] }, request);
      reply = { status: "error", ename: "Interrupted", evalue: "", traceback: [] };
    }
  }
  await answer(shell, identity, "execute_reply", reply, request);
}

async function serveShell(): Promise<void> {
  for await (const frames of shell) {
    const [identity] = frames;
    const request = decodeMessage(frames, key);
    if (!identity || process.env.FAKE_START === "silent") continue;
    await late();
    late = async () => {};
    await publish("status", { execution_state: "busy" }, request);
    if (request.header.msg_type === "execute_request") await execute(request, identity);
    else await answer(shell, identity, "kernel_info_reply", { language_info: { name: "json" } }, request);
    await publish("status", { execution_state: "idle" }, request);
  }
}

async function serveControl(): Promise<void> {
  for await (const frames of control) {
    const [identity] = frames;
    const request = decodeMessage(frames, key);
    if (!identity) continue;
    const type = request.header.msg_type;
    if (type === "interrupt_request") interrupt();
    if (type === "shutdown_request") process.exit(0);
    if (type === "usage_request") {
      const usage = { pid: process.pid, kernel_memory: 1, peak_memory: 123_000_000, downloaded_bytes: 4567 };
      await answer(control, identity, "usage_reply", usage, request);
    }
  }
}

void serveShell();
void serveControl();
