import { once } from "node:events";
import { ByteReader } from "./byte-reader.ts";
import { GitError } from "./errors.ts";
import { type GitProcess, spawnGit } from "./run-git.ts";

export interface ObjectInfo {
  oid: string;
  type: "blob" | "tree" | "commit" | "tag";
  /** Bytes of the content. */
  size: number;
}

interface Request {
  withContent: boolean;
  resolve(answer: (ObjectInfo & { content: Buffer }) | undefined): void;
  reject(reason: unknown): void;
}

/** Milliseconds without a request after which the process is ended. */
const idleTime = 10_000;

/**
 * Asks one long-lived `git cat-file --batch-command` about objects; starting a git for each would take longer than
 * the answer. The process starts with the first request, never keeps the program alive, and ends when idle.
 *
 * Names are whatever `git rev-parse` takes, so callers check what comes from outside. They hold no line break.
 */
export class ObjectReader {
  readonly #folder: string;
  readonly #environment: Record<string, string> | undefined;
  #git: GitProcess | undefined;
  #waiting: Request[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param environment default: that of every git of the store; of a push, its objects are found, too */
  constructor(folder: string, environment?: Record<string, string>) {
    this.#folder = folder;
    this.#environment = environment;
  }

  /** Type and size of each; `undefined` where there is no such object. */
  info(names: string[]): Promise<(ObjectInfo | undefined)[]> {
    return this.#ask("info", names);
  }

  /** The objects with their whole content, so for small ones only. */
  contents(names: string[]): Promise<((ObjectInfo & { content: Buffer }) | undefined)[]> {
    return this.#ask("contents", names);
  }

  /** Ends the process, after the answers that are under way. The next request starts another. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const git = this.#git;
    if (git === undefined) return;
    this.#git = undefined;
    this.#waiting = [];
    keepAlive(git, true);
    git.stdin.end();
    if (git.exitCode === null && git.signalCode === null) await once(git, "close");
  }

  async #ask(command: "info" | "contents", names: string[]) {
    if (names.length === 0) return [];
    this.#git ??= this.#start();
    const git = this.#git;
    const waiting = this.#waiting;
    if (waiting.length === 0) keepAlive(git, true);
    clearTimeout(this.#timer);
    const answers = names.map(
      () =>
        new Promise<(ObjectInfo & { content: Buffer }) | undefined>((resolve, reject) => {
          waiting.push({ withContent: command === "contents", resolve, reject });
        }),
    );
    git.stdin.write(
      names
        .map((name) => `${command} ${name}\n`)
        .join("")
        .concat("flush\n"),
    );
    try {
      return await Promise.all(answers);
    } finally {
      if (this.#git === git && waiting.length === 0) this.#rest(git);
    }
  }

  #rest(git: GitProcess): void {
    keepAlive(git, false);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.close(), idleTime).unref();
  }

  #start(): GitProcess {
    const git = spawnGit(this.#folder, ["cat-file", "--batch-command", "--buffer"], {
      environment: this.#environment,
    });
    const waiting: Request[] = [];
    this.#waiting = waiting;
    const reading = answer(new ByteReader(git.stdout), waiting);
    Promise.all([reading, git.done]).then(
      () => this.#fail(git, waiting, new GitError("cat-file", 0, "it ended before it had answered")),
      (error) => this.#fail(git, waiting, error),
    );
    return git;
  }

  #fail(git: GitProcess, waiting: Request[], error: unknown): void {
    if (this.#git === git) this.#git = undefined;
    for (const request of waiting.splice(0)) request.reject(error);
  }
}

/** Gives each request its answer, in order, until git's output ends. */
async function answer(reader: ByteReader, waiting: Request[]): Promise<void> {
  for (;;) {
    const line = await reader.line();
    if (line === undefined) return;
    const [, oid, type, size] = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(line) ?? [];
    if (oid === undefined) {
      waiting.shift()?.resolve(undefined);
      continue;
    }
    let content: Buffer = Buffer.alloc(0);
    if (waiting[0]?.withContent) {
      content = await reader.bytes(Number(size));
      await reader.bytes(1);
    }
    waiting.shift()?.resolve({ oid, type: type as ObjectInfo["type"], size: Number(size), content });
  }
}

function keepAlive(git: GitProcess, alive: boolean): void {
  for (const handle of [git, git.stdin, git.stdout, git.stderr]) {
    const unreffable = handle as { ref?(): void; unref?(): void };
    if (alive) unreffable.ref?.();
    else unreffable.unref?.();
  }
}
