import { createHash } from "node:crypto";

export interface GitObject {
  type: "blob" | "tree" | "commit" | "tag";
  content: Uint8Array;
  /** sha1 of `<type> <size>\0<content>`, 40 hex digits. */
  oid: string;
}

export function gitObject(type: GitObject["type"], content: Uint8Array): GitObject {
  const oid = createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
  return { type, content, oid };
}
