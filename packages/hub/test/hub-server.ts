import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** One request as a server saw it. */
export interface SeenRequest {
  host: "hub" | "cdn";
  method: string;
  path: string;
  authorization: string | undefined;
  range: string | undefined;
}

/** How an answer goes wrong; `once` by default, as `faults` is consumed. */
export type Fault =
  | { kind: "status"; status: number; headers?: Record<string, string> }
  /** The connection breaks after so many bytes of the body. */
  | { kind: "break"; afterBytes: number }
  /** The body ends early, properly, without a length. */
  | { kind: "truncate"; afterBytes: number }
  /** Other bytes of the same length. */
  | { kind: "corrupt" }
  /** More bytes than announced. */
  | { kind: "excess" }
  /** `Range` is ignored. */
  | { kind: "no-range" }
  /** Nothing more comes after so many bytes, and the connection stays open. */
  | { kind: "stall"; afterBytes: number }
  | { kind: "redirect"; location: string }
  /** Another answer of the API. */
  | { kind: "json"; value: unknown; headers?: Record<string, string> };

interface StoredFile {
  content: Buffer;
  lfs: boolean;
}

interface TestRepo {
  type: "model" | "dataset" | "space";
  commits: Map<string, Map<string, StoredFile>>;
  refs: Map<string, string>;
  gated: boolean;
  private: boolean;
}

/**
 * A Hub in this process: its `resolve`, `tree`, `revision`, `paths-info` and `whoami` routes with the headers the
 * real one sends, and a CDN on a port of its own, which, as the real one, must never see a token.
 */
export class HubServer implements AsyncDisposable {
  readonly seen: SeenRequest[] = [];
  /** Consumed one per matching request: `hub` and `cdn` GETs of file content, `head`, and `api`. */
  readonly faults: Record<"content" | "head" | "api", Fault[]> = { content: [], head: [], api: [] };
  readonly token = `hf_${randomBytes(12).toString("hex")}`;
  /** Entries of one page of the tree. */
  pageSize = 1000;
  /** Milliseconds before each piece of a body. */
  slowness = 0;
  endpoint = "";
  cdn = "";
  readonly #repos = new Map<string, TestRepo>();
  readonly #servers: Server[] = [];

  static async start(): Promise<HubServer> {
    const hub = new HubServer();
    hub.endpoint = await hub.#listen("hub");
    hub.cdn = await hub.#listen("cdn");
    return hub;
  }

  async #listen(host: "hub" | "cdn"): Promise<string> {
    const server = createServer((request, response) => {
      void this.#answer(host, request, response).catch(() => response.destroy());
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Commits files to a branch and gives the commit's id. Buffers are large files (LFS), strings are not. */
  commit(
    id: string,
    files: Record<string, string | Buffer>,
    { type = "model" as TestRepo["type"], branch = "main", gated = false, isPrivate = false } = {},
  ): string {
    const repo = this.#repos.get(id) ?? {
      type,
      commits: new Map(),
      refs: new Map(),
      gated,
      private: isPrivate,
    };
    const stored = Object.entries(files).map(([path, content]): [string, StoredFile] => [
      path,
      { content: Buffer.from(content as string), lfs: typeof content !== "string" },
    ]);
    const commit = createHash("sha1").update(`${id}${branch}${repo.commits.size}`).digest("hex");
    repo.commits.set(commit, new Map(stored));
    repo.refs.set(branch, commit);
    this.#repos.set(id, repo);
    return commit;
  }

  /** Requests for file content, that is, what a cache hit saves. */
  contentRequests(): SeenRequest[] {
    return this.seen.filter(({ method, path }) => method === "GET" && /\/resolve\/|^\/lfs\//.test(path));
  }

  async #answer(host: "hub" | "cdn", request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.endpoint);
    const { authorization, range } = request.headers;
    const method = request.method ?? "GET";
    this.seen.push({ host, method, path: decodeURIComponent(url.pathname), authorization, range });
    if (host === "cdn") return this.#sendCdn(url, request, response);
    if (url.pathname.startsWith("/api/")) return this.#sendApi(url, request, response);
    const match = /^\/(?:(?:datasets|spaces)\/)?(.+?)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
    if (!match) return fail(response, 404, "RepoNotFound");
    const [, id = "", revision = "", path = ""] = match;
    await this.#sendFile(id, decodeURIComponent(revision), decodeURIComponent(path), request, response);
  }

  async #sendFile(
    id: string,
    revision: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const found = this.#find(id, revision, request, response);
    if (!found) return;
    response.setHeader("x-repo-commit", found.commit);
    const file = found.files.get(path);
    if (!file) return fail(response, 404, "EntryNotFound");
    const fault = this.faults[request.method === "HEAD" ? "head" : "content"];
    if (!file.lfs) {
      response.setHeader("etag", `"${gitObjectId(file.content)}"`);
      return this.#sendContent(file.content, fault.shift(), request, response);
    }
    const oid = sha256(file.content);
    response.setHeader("x-linked-etag", `"${oid}"`);
    response.setHeader("x-linked-size", file.content.length);
    const next = fault[0];
    if (next?.kind === "status" || next?.kind === "redirect") {
      return this.#sendContent(file.content, fault.shift(), request, response);
    }
    response.writeHead(302, { location: `${this.cdn}/lfs/${oid}?X-Signature=secret-signature` }).end();
  }

  async #sendCdn(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const oid = url.pathname.split("/").at(-1);
    const files = [...this.#repos.values()].flatMap((repo) => [...repo.commits.values()]);
    const file = files
      .flatMap((commit) => [...commit.values()])
      .find(({ content }) => sha256(content) === oid);
    if (!file) return fail(response, 404, "");
    response.setHeader("etag", '"the-cdn-has-an-etag-of-its-own"');
    await this.#sendContent(file.content, this.faults.content.shift(), request, response);
  }

  async #sendContent(
    content: Buffer,
    fault: Fault | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    if (fault?.kind === "status") {
      response.writeHead(fault.status, fault.headers).end();
      return;
    }
    if (fault?.kind === "redirect") {
      response.writeHead(302, { location: fault.location }).end();
      return;
    }
    const range = fault?.kind === "no-range" ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const start = Number(range?.[1] ?? 0);
    const end = Math.min(range?.[2] ? Number(range[2]) + 1 : content.length, content.length);
    if (start >= content.length && content.length > 0) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
      return;
    }
    let body = content.subarray(start, end);
    if (fault?.kind === "corrupt") body = Buffer.alloc(body.length, 7);
    if (fault?.kind === "excess") body = Buffer.concat([body, Buffer.from("too much")]);
    if (fault?.kind !== "truncate" && fault?.kind !== "excess")
      response.setHeader("content-length", body.length);
    if (range) response.setHeader("content-range", `bytes ${start}-${end - 1}/${content.length}`);
    response.writeHead(range ? 206 : 200, { "accept-ranges": "bytes" });
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    const cut = fault && "afterBytes" in fault ? fault.afterBytes : body.length;
    for (let at = 0; at < cut; at += 16_384) {
      if (this.slowness > 0) await sleep(this.slowness);
      response.write(body.subarray(at, Math.min(at + 16_384, cut)));
    }
    if (fault?.kind === "stall") return;
    // Let the bytes leave before the connection breaks.
    if (fault?.kind === "break") setTimeout(() => response.destroy(), 20);
    else response.end();
  }

  async #sendApi(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.faults.api.shift();
    if (fault?.kind === "status") {
      response.writeHead(fault.status, fault.headers).end();
      return;
    }
    if (fault?.kind === "json") {
      for (const [name, value] of Object.entries(fault.headers ?? {})) response.setHeader(name, value);
      return json(response, fault.value);
    }
    if (url.pathname === "/api/whoami-v2") {
      const known = request.headers.authorization === `Bearer ${this.token}`;
      return known
        ? json(response, { type: "user", name: "ada", orgs: [{ name: "course" }] })
        : fail(response, 401, "");
    }
    const match = /^\/api\/(?:model|dataset|space)s\/(.+?)\/(tree|revision|paths-info)\/([^/]+)$/.exec(
      url.pathname,
    );
    if (!match) return fail(response, 404, "RepoNotFound");
    const [, id = "", route = "", revision = ""] = match;
    const found = this.#find(id, decodeURIComponent(revision), request, response);
    if (!found) return;
    if (route === "revision")
      return json(response, { _id: id, id, sha: found.commit, private: false, lastModified: 0 });
    const entries = [...found.files].map(([path, file]) => treeEntry(path, file, found.commit));
    if (route === "paths-info") {
      const { paths } = JSON.parse(await text(request)) as { paths: string[] };
      return json(
        response,
        entries.filter(({ path }) => paths.includes(path)),
      );
    }
    const folders = new Set(
      entries.flatMap(({ path }) => (path.includes("/") ? [path.slice(0, path.lastIndexOf("/"))] : [])),
    );
    const all = [...[...folders].map((path) => ({ type: "directory", path, oid: "", size: 0 })), ...entries];
    const cursor = Number(url.searchParams.get("cursor") ?? 0);
    const end = cursor + this.pageSize;
    if (end < all.length) {
      url.searchParams.set("cursor", String(end));
      response.setHeader("link", `<${url.href}>; rel="next"`);
    }
    json(response, all.slice(cursor, end));
  }

  #find(id: string, revision: string, request: IncomingMessage, response: ServerResponse) {
    const repo = this.#repos.get(id);
    const known = request.headers.authorization === `Bearer ${this.token}`;
    if (!repo || (repo.private && !known)) {
      fail(response, known ? 404 : 401, "RepoNotFound");
      return undefined;
    }
    if (repo.gated) {
      fail(response, 403, "GatedRepo");
      return undefined;
    }
    const commit = repo.commits.has(revision) ? revision : repo.refs.get(revision);
    const files = repo.commits.get(commit ?? "");
    if (commit === undefined || files === undefined) {
      fail(response, 404, "RevisionNotFound");
      return undefined;
    }
    return { commit, files };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

function treeEntry(path: string, { content, lfs }: StoredFile, commit: string) {
  const large = lfs ? { lfs: { oid: sha256(content), size: content.length, pointerSize: 130 } } : {};
  const lastCommit = { id: commit, title: "commit", date: "2026-01-01T00:00:00.000Z" };
  return { type: "file", path, oid: gitObjectId(content), size: content.length, lastCommit, ...large };
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "x-error-code": code, "x-request-id": "request-1" }).end();
}

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

export function gitObjectId(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
