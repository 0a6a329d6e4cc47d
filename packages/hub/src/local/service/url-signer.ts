import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { writeFileAtomically } from "../../write-file-atomically.ts";
import { HubError } from "../hub-error.ts";
import { checkRepoId } from "./names.ts";

/** What a signed address allows: one thing, on one object of one repository. */
export interface Grant {
  action: "upload" | "download" | "verify" | "part" | "complete";
  type: "model" | "dataset" | "space";
  /** "owner/name". */
  id: string;
  /** sha256 of the object. */
  oid: string;
  /** Bytes of the object, or of the part. */
  size: number;
  /** Of an upload by parts: its id, and the number of the part from 1. */
  upload?: string | undefined;
  part?: number | undefined;
}

const query = z.object({
  action: z.enum(["upload", "download", "verify", "part", "complete"]),
  size: z.coerce.number().int().nonnegative(),
  expires: z.coerce.number().int(),
  upload: z.uuid().optional(),
  part: z.coerce.number().int().positive().optional(),
  signature: z.string().max(100),
});

const prefix = "/lfs/";

/**
 * Addresses that need no token because they hold a signature: HMAC-SHA256 with a key that never leaves the Hub's
 * folder. They are for one object and end after a time, so that nothing else can be done with one that leaks.
 */
export class UrlSigner {
  readonly #key: Buffer;
  private constructor(key: Buffer) {
    this.#key = key;
  }

  /** Reads the key, and makes it where there is none. */
  static async open(path: string): Promise<UrlSigner> {
    const saved = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    const key = saved ?? randomBytes(32).toString("hex");
    if (saved === undefined) await writeFileAtomically(path, key, 0o600);
    return new UrlSigner(Buffer.from(key, "hex"));
  }

  /**
   * @param base such as "http://127.0.0.1:8080"
   * @param lifetime seconds
   */
  sign(base: string, grant: Grant, lifetime: number): string {
    const expires = Math.floor(Date.now() / 1000) + lifetime;
    const { type, id, oid, action, size, upload, part } = grant;
    const url = new URL(`${prefix}${type}s/${id}/${oid}`, base);
    for (const [name, value] of Object.entries({ action, size, expires, upload, part }))
      if (value !== undefined) url.searchParams.set(name, String(value));
    url.searchParams.set("signature", this.#signature(grant, expires).toString("base64url"));
    return url.href;
  }

  /** Whether an address is of the kind that `sign` makes; whether it is valid, `verify` says. */
  static isSigned(url: URL): boolean {
    return url.pathname.startsWith(prefix);
  }

  /** @throws HubError Forbidden for what was not signed here, ExpiredUrl for what was, too long ago */
  verify(url: URL): Grant {
    const [, , types = "", owner = "", name = "", oid = ""] = url.pathname.split("/");
    const type = z.enum(["model", "dataset", "space"]).safeParse(types.slice(0, -1));
    const parsed = query.safeParse(Object.fromEntries(url.searchParams));
    if (!type.success || !parsed.success)
      throw new HubError("Forbidden", "the address is not signed by this Hub");
    const { expires, signature, ...rest } = parsed.data;
    const grant: Grant = { type: type.data, id: `${owner}/${name}`, oid, ...rest };
    const expected = this.#signature(grant, expires);
    const given = Buffer.from(signature, "base64url");
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new HubError("Forbidden", "the address is not signed by this Hub");
    if (expires * 1000 < Date.now())
      throw new HubError(
        "ExpiredUrl",
        "the address has expired; ask for a new one with the LFS batch request",
      );
    checkRepoId(grant.id);
    return grant;
  }

  #signature({ action, type, id, oid, size, upload, part }: Grant, expires: number): Buffer {
    const signed = JSON.stringify([action, type, id, oid, size, upload ?? null, part ?? null, expires]);
    return createHmac("sha256", this.#key).update(signed).digest();
  }
}
