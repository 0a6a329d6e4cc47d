import { randomInt, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onProcessExit } from "./on-process-exit.ts";

const channels = ["shell", "iopub", "stdin", "control", "hb"] as const;
export type Channel = (typeof channels)[number];

/** Sockets in the file system need no network, not even loopback, and no free ports; Windows has none. */
export type Transport = "ipc" | "tcp";

/** Where a kernel listens and how its messages are signed, written to a file that only this user can read. */
export interface Connection {
  file: string;
  key: string;
  transport: Transport;
  /** The address of this machine, or the beginning of the sockets' paths. */
  ip: string;
  ports: Record<Channel, number>;
  /** Removes the file and lets its ports be chosen again. */
  close: () => void;
}

const loopback = "127.0.0.1";
/** A socket's path holds 103 bytes on macOS and 107 on Linux. */
const longestPath = 100;

// Kernels that start at the same moment must not be given each other's ports.
const taken = new Set<number>();

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: loopback, exclusive: true }, () => server.close(() => resolve(true)));
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

/**
 * Chooses addresses and a key, and writes the connection file a kernel is started with.
 *
 * @param transport default: sockets in the file system, where the system has them
 */
export async function openConnection(
  kernelName: string,
  transport: Transport = process.platform === "win32" ? "tcp" : "ipc",
): Promise<Connection> {
  const folder = mkdtempSync(join(tmpdir(), "kernel-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = onProcessExit(remove);
  const sockets = join(folder, "socket");
  const ipc = transport === "ipc" && Buffer.byteLength(sockets) + 2 <= longestPath;
  const ip = ipc ? sockets : loopback;
  const [shell, iopub, stdin, control, hb] = ipc
    ? [1, 2, 3, 4, 5]
    : await Promise.all([freePort(), freePort(), freePort(), freePort(), freePort()]);
  const ports = { shell, iopub, stdin, control, hb };
  const key = randomUUID();
  const used = ipc ? "ipc" : "tcp";

  const file = join(folder, "connection.json");
  const numbered = Object.fromEntries(channels.map((channel) => [`${channel}_port`, ports[channel]]));
  const info = {
    ip,
    transport: used,
    ...numbered,
    key,
    signature_scheme: "hmac-sha256",
    kernel_name: kernelName,
  };
  writeFileSync(file, JSON.stringify(info), { mode: 0o600, flag: "wx" });

  const close = () => {
    forget();
    remove();
    if (!ipc) for (const port of Object.values(ports)) taken.delete(port);
  };
  return { file, key, transport: used, ip, ports, close };
}

/** A socket's address in the form that Jupyter gives it. */
export function socketAddress(transport: string, ip: string, port: number): string {
  return transport === "ipc" ? `ipc://${ip}-${port}` : `${transport}://${ip}:${port}`;
}

/** The address of a kernel's channel. */
export const address = ({ transport, ip, ports }: Connection, channel: Channel): string =>
  socketAddress(transport, ip, ports[channel]);
