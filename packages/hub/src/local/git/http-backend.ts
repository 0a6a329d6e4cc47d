import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { ByteReader } from "../store/byte-reader.ts";
import { GitError } from "../store/errors.ts";
import { gitEnvironment } from "../store/git-environment.ts";
import { spawnGit } from "../store/run-git.ts";

export interface BackendRequest {
  /** The bare repository's. */
  folder: string;
  /** What follows the repository's address, such as "/info/refs". */
  path: string;
  /** Who is signed in; only then git takes pushes. */
  user: string | undefined;
  /** More variables and settings of git. */
  environment?: Record<string, string>;
  settings?: Record<string, string>;
  /** Called when git has ended, before the client gets the end of the answer. */
  afterwards?: () => Promise<void>;
}

/**
 * Headers of a request that git wants to know, as CGI (RFC 3875) hands them on. Not the length of its body: told one,
 * git 2.39 waits for it without end, and busily, where a push breaks off. Without one it reads to the end there is.
 */
const passedOn = {
  "content-type": "CONTENT_TYPE",
  "content-encoding": "HTTP_CONTENT_ENCODING",
  "git-protocol": "GIT_PROTOCOL",
};

const maxHeaderLines = 50;

/** Answers a request of git's smart HTTP protocol with `git http-backend`, streamed both ways. */
export async function httpBackend(request: Request, backend: BackendRequest): Promise<Response> {
  const { folder, path, user, afterwards } = backend;
  const variables: Record<string, string> = {
    ...backend.environment,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_TRANSLATED: `${folder}${path}`,
    REQUEST_METHOD: request.method,
    QUERY_STRING: new URL(request.url).search.slice(1),
    REMOTE_ADDR: "localhost",
    ...(user !== undefined && { REMOTE_USER: user }),
  };
  for (const [header, name] of Object.entries(passedOn)) {
    const value = request.headers.get(header);
    if (value !== null) variables[name] = value;
  }
  const git = spawnGit(folder, ["http-backend"], {
    environment: gitEnvironment(variables, backend.settings),
  });
  const body = request.body
    ? Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>)
    : Readable.from([]);
  // A git that has heard enough closes its input; a client that leaves ends it early, and git gives up.
  pipeline(body, git.stdin).catch(() => {});
  const output = new ByteReader(git.stdout);
  const { status, headers } = await readHeader(output).catch(async (error) => {
    git.kill();
    await git.done;
    throw error;
  });

  async function* answer() {
    // The end is kept back until all is done that it acknowledges.
    let last: Buffer | undefined;
    try {
      for await (const chunk of output.rest()) {
        if (last) yield last;
        last = chunk;
      }
      // Why it failed, if it did, git has told its client.
      await git.done.catch(() => {});
      await afterwards?.();
      if (last) yield last;
    } finally {
      git.kill();
    }
  }
  const stream = Readable.toWeb(Readable.from(answer(), { objectMode: false }));
  return new Response(stream as ReadableStream<Uint8Array>, { status, headers });
}

async function readHeader(output: ByteReader): Promise<{ status: number; headers: Headers }> {
  const headers = new Headers();
  let status = 200;
  for (let count = 0; count < maxHeaderLines; count++) {
    const line = (await output.line())?.replace(/\r$/, "");
    if (line === undefined) break;
    if (line === "") return { status, headers };
    const [, name = "", value = ""] = /^([\w-]+): *(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else if (name !== "") headers.append(name, value);
  }
  throw new GitError("http-backend", null, "its answer has no header");
}
