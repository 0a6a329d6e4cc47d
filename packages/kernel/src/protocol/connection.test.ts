import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { address, openConnection } from "./connection.ts";

describe("openConnection", () => {
  it("writes the file that Jupyter's kernels read, for this user only", async () => {
    const connection = await openConnection("typescript", "tcp");
    const { shell, iopub, stdin, control, hb } = connection.ports;
    expect(JSON.parse(readFileSync(connection.file, "utf8"))).toEqual({
      ip: "127.0.0.1",
      transport: "tcp",
      shell_port: shell,
      iopub_port: iopub,
      stdin_port: stdin,
      control_port: control,
      hb_port: hb,
      key: connection.key,
      signature_scheme: "hmac-sha256",
      kernel_name: "typescript",
    });
    if (process.platform !== "win32") {
      expect(statSync(connection.file).mode & 0o777).toBe(0o600);
      expect(statSync(dirname(connection.file)).mode & 0o777).toBe(0o700);
    }
    expect(address(connection, "shell")).toBe(`tcp://127.0.0.1:${shell}`);
    connection.close();
    expect(existsSync(dirname(connection.file))).toBe(false);
  });

  it("gives connections that are open at the same time different ports and keys", async () => {
    const connections = await Promise.all(Array.from({ length: 20 }, () => openConnection("x", "tcp")));
    const ports = connections.flatMap((connection) => Object.values(connection.ports));
    for (const connection of connections) connection.close();
    expect(new Set(ports).size).toBe(100);
    expect(ports.every((port) => port >= 20_000 && port < 32_768)).toBe(true);
    expect(new Set(connections.map(({ key }) => key)).size).toBe(20);
  });

  it.skipIf(process.platform === "win32")(
    "puts the sockets into the private folder, needing no network (skipped: Windows has no such sockets)",
    async () => {
      const connection = await openConnection("x");
      const folder = dirname(connection.file);
      expect(JSON.parse(readFileSync(connection.file, "utf8"))).toMatchObject({
        transport: "ipc",
        shell_port: 1,
      });
      expect(address(connection, "hb")).toBe(`ipc://${join(folder, "socket")}-5`);
      connection.close();
      expect(existsSync(folder)).toBe(false);
    },
  );
});
