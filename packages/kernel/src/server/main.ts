/** The server thread: the Jupyter sockets, the type checker and interrupts. It never runs a cell. */
import { once } from "node:events";
import { enableCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { exitWithParent } from "./exit-with-parent.ts";
import { type Channel, openSockets } from "./sockets.ts";

enableCompileCache();
const { connectionFile, folder, startedAt } = z
  .object({ connectionFile: z.string(), folder: z.string(), startedAt: z.number() })
  .parse(workerData);
if (!parentPort) throw new Error("the server thread has no parent: start executor/main.ts");
exitWithParent();

// The sockets are bound first, and what comes meanwhile waits: TypeScript takes most of a second to load and warm up.
const early: [Channel, Buffer[]][] = [];
let receive = (channel: Channel, frames: Buffer[]): void => {
  early.push([channel, frames]);
};
const sockets = await openSockets(connectionFile, (channel, frames) => receive(channel, frames));
const executorReady = once(parentPort, "message");
const { KernelServer } = await import("./kernel-server.ts");
await executorReady;
const server = new KernelServer({ folder, startedAt, port: parentPort, sockets });
receive = (channel, frames) => server.receive(channel, frames);
for (const [channel, frames] of early) receive(channel, frames);
