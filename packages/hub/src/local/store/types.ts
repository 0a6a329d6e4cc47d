export interface TreeEntry {
  /** From the root of the repository, with `/`. Bytes that are no UTF-8, which a push may bring, show as U+FFFD. */
  path: string;
  type: "file" | "directory";
  /** git's id of the blob or tree, 40 hex digits. */
  oid: string;
  /** Bytes of the content, for a pointer those of the object it points to; 0 for a directory. */
  size: number;
  /** Where the file is a pointer to an LFS object: that object's sha256, and the bytes of it and of the pointer. */
  lfs?: { oid: string; size: number; pointerSize: number };
}

export interface Commit {
  /** 40 hex digits. */
  id: string;
  parents: string[];
  /** First paragraph of the commit message, as one line. */
  title: string;
  /** What follows the title; may be empty. */
  message: string;
  /** The author's name, then those of `Co-authored-by` lines. */
  authors: string[];
  /** When it was committed, to the second. */
  date: Date;
}

export interface Signature {
  name: string;
  email: string;
}

export type FileOperation =
  | { kind: "add"; path: string; content: Uint8Array }
  /** A pointer to an object that is in the BlobStore; the caller has checked that it is. */
  | { kind: "addLfs"; path: string; oid: string; size: number }
  | { kind: "delete"; path: string }
  | { kind: "deleteFolder"; path: string }
  /** One file. Without `fromRevision`, from the tree as the operations before it left it. */
  | { kind: "copy"; path: string; from: string; fromRevision?: string };

export interface Change {
  branch: string;
  /** The commit that the caller saw: where the branch has moved on, `commit` throws. Without it, any will do. */
  parent?: string;
  /** One line. */
  title: string;
  description?: string;
  author: Signature;
  operations: FileOperation[];
}

export interface Refs {
  branches: { name: string; commit: string }[];
  /** `message` for annotated tags. */
  tags: { name: string; commit: string; message?: string }[];
}
