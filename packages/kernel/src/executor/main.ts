/**
 * The kernel process. This thread runs the cells and nothing else; everything that must stay responsive while a cell
 * computes (the Jupyter sockets, the type checker, interrupts) lives in the server thread.
 */
import { enableCompileCache, flushCompileCache } from "node:module";
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { FromExecutor, ToExecutor } from "../thread-messages.ts";
import { captureOutput } from "./capture-output.ts";
import { cellContext } from "./cell-context.ts";
import { publishDisplay, wireBundle } from "./display-publisher.ts";
import { countDownloadedBytes } from "./downloaded-bytes.ts";
import { Executor } from "./executor.ts";
import { teachTensors } from "./inspect-value.ts";
import { ProcessExit } from "./process-exit.ts";
import { watchModules } from "./watch-modules.ts";

enableCompileCache();
const connectionFile = process.argv[2];
if (!connectionFile) {
  process.stderr.write(
    "missing connection file: Jupyter starts this kernel with one; see the package's README\n",
  );
  process.exit(2);
}
const folder = process.cwd();
const server = new Worker(new URL("../server/main.ts", import.meta.url), {
  workerData: { connectionFile: resolve(connectionFile), folder, startedAt: performance.timeOrigin },
});
const post = (message: FromExecutor) => server.postMessage(message);
const executor = new Executor(folder, post);
const changedModules = watchModules(folder);
const downloadedBytes = countDownloadedBytes();
const exit = process.exit.bind(process);

captureOutput((name, text) => post({ type: "stream", owner: executor.owner, name, text }));
publishDisplay({
  display: (bundle, { displayId, update = false, metadata = {} } = {}) =>
    post({
      type: "display",
      owner: executor.owner,
      data: wireBundle(bundle),
      metadata: wireBundle(metadata),
      update,
      ...(displayId && { displayId }),
    }),
  clearOutput: ({ wait = false } = {}) => post({ type: "clear", owner: executor.owner, wait }),
});
for (const method of ["log", "info", "debug", "warn", "error"] as const) {
  const original: (...args: unknown[]) => void = console[method].bind(console);
  console[method] = (...args: unknown[]) => {
    for (const arg of args) teachTensors(arg);
    original(...args);
  };
}
process.exit = (code) => {
  if (cellContext.getStore()) throw new ProcessExit(code);
  return exit(code);
};
process.on("uncaughtException", (error) => executor.takeUncaught(error));
process.on("unhandledRejection", (error) => executor.takeUncaught(error));
process.on("SIGINT", () => executor.interrupt());

server.on("message", (message: ToExecutor) => {
  switch (message.type) {
    case "execute": {
      const changed = changedModules();
      if (changed.length > 0) announceChanges(message.id, changed);
      executor.execute(message);
      break;
    }
    case "interrupt":
      post({ type: "alive", sequence: message.sequence, running: executor.running });
      executor.interrupt(message.id);
      break;
    case "usage": {
      const { maxRSS } = process.resourceUsage();
      const residentBytes = process.memoryUsage.rss();
      post({
        type: "usage",
        id: message.id,
        residentBytes,
        peakBytes: maxRSS * 1024,
        downloadedBytes: downloadedBytes(),
      });
      break;
    }
    case "exit":
      endProcess();
      break;
  }
});
server.on("error", (error) => {
  process.stderr.write = Object.getPrototypeOf(process.stderr).write;
  console.error("the kernel's server thread failed:", error);
  exit(1);
});
server.on("exit", () => exit(0));
// In a turn of its own: an interrupt that tore down the evaluation of this module would end the process.
setImmediate(() => post({ type: "ready" }));

/**
 * Node's own way out would tear down the server thread while its sockets' thread still runs, which takes long and at times
 * crashes. So: everything that wants to happen at the end happens, and then the process stops.
 */
function endProcess(): void {
  process.emit("exit", 0);
  flushCompileCache();
  process.kill(process.pid, "SIGKILL");
}

function announceChanges(owner: string, files: string[]): void {
  const list = files.join(", ");
  const text = `changed since this kernel loaded it: ${list}. Restart the kernel to use the new version.`;
  const escaped = text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  const data = {
    "text/plain": text,
    "text/html": `<div role="status" style="border-left: 3px solid; padding-left: 0.6em"><b>⟳</b> ${escaped}</div>`,
  };
  post({ type: "display", owner, data, metadata: {}, update: false });
}
