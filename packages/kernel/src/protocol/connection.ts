import { randomInt, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onProcessExit } from "./on-process-exit.ts";

const channels = ["shell", "iopub", "stdin", "control", "hb"] as const;
export type Channel = (typeof channels)[number];

/** Where a kernel listens and how its messages are signed, written to a file that only this user can read. */
export interface Connection {
  file: string;
  key: string;
  ports: Record<Channel, number>;
  /** Removes the file and lets its ports be chosen again. */
  close: () => void;
}

const ip = "127.0.0.1";

// Kernels that start at the same moment must not be given each other's ports.
const taken = new Set<number>();

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: ip, exclusive: true }, () => server.close(() => resolve(true)));
  });

/**
 * A free port below the range from which systems choose the local ends of connections (32768 on Linux, 49152
 * elsewhere). Inside that range, a socket that tries again and again to reach a kernel that is not up yet sooner or later
 * gets that very port as its own end, connects to itself, and the kernel cannot bind.
 */
async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const port = randomInt(20_000, 32_768);
    if (taken.has(port)) continue;
    taken.add(port);
    if (await isFree(port)) return port;
    taken.delete(port);
  }
  throw new Error("no free port for the kernel between 20000 and 32767");
}

/** Chooses ports and a key, and writes the connection file a kernel is started with. */
export async function openConnection(kernelName: string): Promise<Connection> {
  const [shell, iopub, stdin, control, hb] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const ports = { shell, iopub, stdin, control, hb };
  const key = randomUUID();
  const folder = mkdtempSync(join(tmpdir(), "kernel-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = onProcessExit(remove);

  const file = join(folder, "connection.json");
  const numbered = Object.fromEntries(channels.map((channel) => [`${channel}_port`, ports[channel]]));
  const info = {
    ip,
    transport: "tcp",
    ...numbered,
    key,
    signature_scheme: "hmac-sha256",
    kernel_name: kernelName,
  };
  writeFileSync(file, JSON.stringify(info), { mode: 0o600, flag: "wx" });

  const close = () => {
    forget();
    remove();
    for (const port of Object.values(ports)) taken.delete(port);
  };
  return { file, key, ports, close };
}

/** The address of a kernel's channel. */
export const address = (connection: Connection, channel: Channel): string =>
  `tcp://${ip}:${connection.ports[channel]}`;
