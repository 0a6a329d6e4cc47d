import { z } from "zod";
import { HubError } from "../hub-error.ts";
import type { FileOperation } from "../store/types.ts";

/** Bytes of one line: a file of 10 MB in base64, and its path. */
const maxLineBytes = 16 * 2 ** 20;
const maxOperations = 50_000;

const header = z.object({
  summary: z.string().max(10_000),
  description: z.string().max(100_000).nullish(),
  parentCommit: z.string().nullish(),
});

const line = z.discriminatedUnion("key", [
  z.object({ key: z.literal("header"), value: header }),
  z.object({
    key: z.literal("file"),
    value: z.object({
      path: z.string(),
      content: z.string().optional(),
      encoding: z.enum(["utf-8", "base64"]).default("utf-8"),
      /** In place of `content`: the file is renamed. */
      oldPath: z.string().optional(),
    }),
  }),
  z.object({
    key: z.literal("lfsFile"),
    value: z.object({
      path: z.string(),
      algo: z.literal("sha256").default("sha256"),
      oid: z.string().optional(),
      size: z.int().nonnegative().optional(),
      oldPath: z.string().optional(),
    }),
  }),
  z.object({ key: z.enum(["deletedFile", "deletedEntry"]), value: z.object({ path: z.string() }) }),
  z.object({ key: z.literal("deletedFolder"), value: z.object({ path: z.string() }) }),
  z.object({
    key: z.literal("copyFile"),
    value: z.object({ path: z.string(), srcPath: z.string(), srcRevision: z.string().nullish() }),
  }),
]);

export interface ParsedCommit {
  title: string;
  description?: string;
  parent?: string;
  operations: FileOperation[];
}

/**
 * Reads the lines of a commit as they come: a header, then one operation each.
 *
 * @param sizeOf the size of an object, for clients that leave it out
 * @param options.maxContentBytes of all contents together, which are held in memory until they are written.
 * Default: 100 MiB
 * @throws HubError InvalidRequest for what is no such line, TooLarge for a line or a commit that should use LFS
 */
export async function readCommit(
  body: ReadableStream<Uint8Array> | null,
  sizeOf: (oid: string) => Promise<number | undefined>,
  { maxContentBytes = 100 * 2 ** 20 }: { maxContentBytes?: number } = {},
): Promise<ParsedCommit> {
  let head: z.output<typeof header> | undefined;
  const operations: FileOperation[] = [];
  let bytes = 0;
  for await (const text of linesOf(body)) {
    const { key, value } = parseLine(text, operations.length);
    if (key === "header" ? head !== undefined : head === undefined)
      throw new HubError("InvalidRequest", "the first line of a commit, and no other, is its header");
    if (key === "header") head = value;
    else operations.push(...(await toOperations({ key, value } as Operation, sizeOf)));
    const last = operations.at(-1);
    if (last?.kind === "add") bytes += last.content.length;
    if (bytes > maxContentBytes || operations.length > maxOperations)
      throw new HubError(
        "TooLarge",
        `a commit takes ${maxContentBytes} bytes and ${maxOperations} files at most; send large files by LFS, or make several commits`,
      );
  }
  if (!head) throw new HubError("InvalidRequest", "a commit begins with a line that is its header");
  const { summary, description, parentCommit } = head;
  return {
    title: summary,
    operations,
    ...(description && { description }),
    ...(parentCommit && { parent: parentCommit }),
  };
}

type Operation = Exclude<z.output<typeof line>, { key: "header" }>;

async function toOperations(
  { key, value }: Operation,
  sizeOf: (oid: string) => Promise<number | undefined>,
): Promise<FileOperation[]> {
  const { path } = value;
  if ("oldPath" in value && value.oldPath !== undefined)
    return [
      { kind: "copy", path, from: value.oldPath },
      { kind: "delete", path: value.oldPath },
    ];
  if (key === "file") {
    if (value.content === undefined)
      throw new HubError("InvalidRequest", `expected the file's content: ${path}`);
    return [{ kind: "add", path, content: Buffer.from(value.content, value.encoding) }];
  }
  if (key === "lfsFile") {
    const { oid = "" } = value;
    return [{ kind: "addLfs", path, oid, size: value.size ?? (await sizeOf(oid)) ?? 0 }];
  }
  if (key === "deletedFolder") return [{ kind: "deleteFolder", path: path.replace(/\/+$/, "") }];
  if (key === "copyFile") {
    const { srcPath: from, srcRevision } = value;
    return [{ kind: "copy", path, from, ...(srcRevision && { fromRevision: srcRevision }) }];
  }
  return [{ kind: "delete", path }];
}

function parseLine(text: string, number: number): z.output<typeof line> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // V8's message would quote the file's content.
    throw new HubError("InvalidRequest", `a line of the commit is not JSON; lines before it: ${number}`);
  }
  const result = line.safeParse(value);
  if (result.success) return result.data;
  throw new HubError(
    "InvalidRequest",
    `a line of the commit is not as expected: ${z.prettifyError(result.error)}`,
  );
}

async function* linesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (body === null) return;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const take = (): string => {
    const whole = Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
    try {
      return decoder.decode(whole);
    } catch (cause) {
      throw new HubError("InvalidRequest", "a line of the commit is not UTF-8", { cause });
    }
  };
  for await (const chunk of body) {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      pieces.push(rest.subarray(0, end));
      const text = take();
      if (text.trim() !== "") yield text;
      rest = rest.subarray(end + 1);
    }
    pieces.push(rest);
    bytes += rest.length;
    if (bytes > maxLineBytes)
      throw new HubError(
        "TooLarge",
        `a file in a commit has 10 MB at most; send it by LFS, bytes of a line: ${maxLineBytes}`,
      );
  }
  const text = take();
  if (text.trim() !== "") yield text;
}
