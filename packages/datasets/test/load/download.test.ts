import { readdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DownloadError, loadDataset } from "../../src/index.ts";
import { isPrivateAddress } from "../../src/load/private-address.ts";
import { rejection, workspace } from "./workspace.ts";

const space = workspace();
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {};
let seen: IncomingMessage[] = [];
const server = createServer((request, response) => {
  seen.push(request);
  answer(request, response);
});
let base = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  seen = [];
});

const load = (path: string, options: object = {}) =>
  loadDataset(`${base}${path}`, { allowPrivateHosts: true, ...options, split: "train" });

describe("loadDataset of an address", () => {
  it("loads a file once while it stays the same, and again when it changes", async () => {
    let [tag, body] = ['"1"', "a\n1\n"];
    answer = (request, response) => {
      if (request.headers["if-none-match"] === tag) response.writeHead(304).end();
      else response.writeHead(200, { etag: tag }).end(body);
    };
    expect(await (await load("/x.csv?key=secret")).toRows()).toEqual([{ a: 1 }]);
    expect(await (await load("/x.csv?key=secret")).toRows()).toEqual([{ a: 1 }]);
    expect(seen.map((request) => request.headers["if-none-match"])).toEqual([undefined, '"1"']);
    [tag, body] = ['"2"', "a\n2\n"];
    expect(await (await load("/x.csv?key=secret")).toRows()).toEqual([{ a: 2 }]);
    // What is not there any more is given as it was seen.
    answer = (_, response) => response.destroy();
    expect(await (await load("/x.csv?key=secret")).toRows()).toEqual([{ a: 2 }]);
  });

  it("keeps what was made of a file whose server tells no tags, while its bytes are the same", async () => {
    answer = (_, response) => response.end("a\n1\n");
    const { fingerprint } = await load("/untagged.csv");
    expect((await load("/untagged.csv")).fingerprint).toBe(fingerprint);
    answer = (_, response) => response.end("a\n3\n");
    expect((await load("/untagged.csv")).fingerprint).not.toBe(fingerprint);
  });

  it("knows formats and compression by the name in the address", async () => {
    const { gzipSync } = await import("node:zlib");
    answer = (_, response) => response.end(gzipSync('{"a":1}\n'));
    expect(await (await load("/data%20set.jsonl.gz")).toRows()).toEqual([{ a: 1 }]);
  });

  it("refuses private addresses, also by a redirect or a name", async () => {
    answer = (_, response) => response.end("a\n1\n");
    for (const address of [
      `${base}/p.csv`,
      `${base.replace("127.0.0.1", "localhost")}/p.csv`,
      "http://[::1]:1/p.csv",
    ]) {
      const error = await rejection(loadDataset(address));
      expect(error).toBeInstanceOf(DownloadError);
      expect(error.message).toMatch(/^a public address expected, pass allowPrivateHosts: true/);
    }
    expect(seen).toEqual([]);
    for (const address of [
      "10.1.2.3",
      "172.31.0.1",
      "192.168.1.1",
      "169.254.169.254",
      "100.64.0.1",
      "0.0.0.0",
      "::ffff:127.0.0.1",
      "[fe80::1]",
      "fd00::1",
      "::",
    ])
      expect(isPrivateAddress(address), address).toBe(true);
    for (const address of ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "example.org"])
      expect(isPrivateAddress(address), address).toBe(false);
  });

  it("follows redirects, but not in circles or to other protocols", async () => {
    answer = (request, response) => {
      if (request.url === "/from.csv") response.writeHead(302, { location: "/to.csv" }).end();
      else if (request.url === "/circle.csv") response.writeHead(302, { location: "/circle.csv" }).end();
      else if (request.url === "/file.csv") response.writeHead(302, { location: "file:///etc/hosts" }).end();
      else response.end("a\n5\n");
    };
    expect(await (await load("/from.csv")).toRows()).toEqual([{ a: 5 }]);
    expect((await rejection(load("/circle.csv"))).message).toMatch(/^no more than 10 redirects/);
    expect((await rejection(load("/file.csv"))).message).toMatch(/^a redirect to https expected/);
  });

  it("keeps nothing that is too large, breaks off, or is an error", async () => {
    answer = (_, response) => response.end(`a\n${"1\n".repeat(10_000)}`);
    const options = { maxDownloadBytes: 1000 };
    expect((await rejection(load("/large.csv?token=secret", options))).message).toMatch(
      /^no more than 1000 bytes.*\/large\.csv$/,
    );
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("a\n1\n");
      setTimeout(() => response.destroy(), 20);
    };
    expect((await rejection(load("/short.csv"))).message).toMatch(/^the whole file expected, it broke off/);
    answer = (_, response) => response.writeHead(404).end("<html>");
    expect((await rejection(load("/gone.csv"))).message).toMatch(/the server answers 404/);
    const names = await readdir(join(space.path, "cache", "datasets", "downloads"));
    expect(names.filter((name) => name.endsWith(".incomplete"))).toEqual([]);
  });
});
