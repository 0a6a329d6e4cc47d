import { checkPath } from "./check-path.ts";
import { InvalidBlobError, PathNotFoundError, UnknownRevisionError } from "./errors.ts";
import { type GitObject, gitObject } from "./git-object.ts";
import { formatLfsPointer } from "./lfs-pointer.ts";
import type { ObjectReader } from "./object-reader.ts";
import { storeObjects } from "./store-objects.ts";
import { TreeEditor } from "./tree-editor.ts";
import type { FileOperation, Signature } from "./types.ts";

export interface NewCommit {
  parent: string | undefined;
  title: string;
  description?: string | undefined;
  author: Signature;
  operations: FileOperation[];
}

/**
 * Writes the objects of a commit; no ref names it yet. Called again for another parent, it stores the files once.
 *
 * @param stored ids of what earlier calls have stored; this call adds to it
 * @returns the commit's id
 */
export async function writeCommit(
  folder: string,
  reader: ObjectReader,
  resolve: (revision: string) => Promise<string | undefined>,
  commit: NewCommit,
  stored: Set<string>,
): Promise<string> {
  const [tree] = commit.parent === undefined ? [] : await reader.info([`${commit.parent}^{tree}`]);
  const editor = new TreeEditor(reader, tree?.oid);
  const files = new Map<string, GitObject>();
  const put = async (path: string, content: Uint8Array) => {
    const blob = gitObject("blob", content);
    await editor.put(path, blob.oid);
    files.set(blob.oid, blob);
  };
  for (const operation of commit.operations) {
    const path = checkPath(operation.path);
    if (operation.kind === "add") await put(path, operation.content);
    else if (operation.kind === "addLfs") await put(path, Buffer.from(formatLfsPointer(checkLfs(operation))));
    else if (operation.kind === "delete") await editor.remove(path, "file");
    else if (operation.kind === "deleteFolder") await editor.remove(path, "folder");
    else {
      const source = await sourceOf(operation, editor, reader, resolve);
      await editor.put(path, source.oid, source.mode);
    }
  }
  const { root, trees } = editor.write();
  const content = formatCommit(root, commit);
  const object = gitObject("commit", content);
  const objects = new Map([...files.values(), ...trees, object].map((each) => [each.oid, each]));
  await storeObjects(
    folder,
    [...objects.values()].filter(({ oid }) => !stored.has(oid)),
  );
  for (const oid of objects.keys()) stored.add(oid);
  return object.oid;
}

function checkLfs({ oid, size }: { oid: string; size: number }): { oid: string; size: number } {
  if (!/^[0-9a-f]{64}$/.test(oid)) throw new InvalidBlobError("a sha256 of 64 hex digits", oid);
  if (!Number.isSafeInteger(size) || size < 0) throw new InvalidBlobError("a size in bytes", size);
  return { oid, size };
}

async function sourceOf(
  { from, fromRevision }: { from: string; fromRevision?: string },
  editor: TreeEditor,
  reader: ObjectReader,
  resolve: (revision: string) => Promise<string | undefined>,
): Promise<{ mode: string; oid: string }> {
  const path = checkPath(from);
  if (fromRevision === undefined) return await editor.file(path);
  const commit = await resolve(fromRevision);
  if (commit === undefined) throw new UnknownRevisionError(fromRevision);
  const [tree] = await reader.info([`${commit}^{tree}`]);
  if (tree === undefined) throw new PathNotFoundError(path);
  return await new TreeEditor(reader, tree.oid).file(path);
}

function formatCommit(tree: string, { parent, title, description, author }: NewCommit): Uint8Array {
  const who = `${formatSignature(author)} ${Math.floor(Date.now() / 1000)} +0000`;
  const subject = clean(title).replace(/\s+/g, " ").trim();
  const body = clean(description ?? "").trim();
  return Buffer.from(
    `tree ${tree}\n${parent === undefined ? "" : `parent ${parent}\n`}author ${who}\ncommitter ${who}\n\n` +
      `${subject}\n${body === "" ? "" : `\n${body}\n`}`,
  );
}

/** `name <email>` without what would end the one or the other early. */
export function formatSignature({ name, email }: Signature): string {
  const strip = (text: string) => text.replace(/[\p{Cc}<>]/gu, "").trim();
  return `${strip(name) || "unknown"} <${strip(email)}>`;
}

const clean = (text: string) => text.replaceAll("\0", "").replaceAll("\r\n", "\n");
