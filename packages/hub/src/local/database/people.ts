import { createHash, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { HubError } from "../hub-error.ts";
import { checkAccountName } from "../service/names.ts";
import type { Viewer } from "../service/viewer.ts";
import { transaction } from "./open-database.ts";

export type Role = "admin" | "write" | "read";

export interface Account {
  /** Of 24 hex digits. */
  id: string;
  name: string;
  kind: "user" | "org";
  fullname: string;
  createdAt: Date;
}

type AccountRow = Omit<Account, "createdAt"> & { created_at: number };

const toAccount = ({ id, name, kind, fullname, created_at }: AccountRow): Account => ({
  ...{ id, name, kind, fullname },
  createdAt: new Date(created_at),
});

interface TokenRow {
  id: string;
  user: string;
  name: string;
  scope: "read" | "write";
  created_at: number;
  expires_at: number | null;
}

export interface TokenOptions {
  /** What its owner knows it by. */
  name: string;
  scope: "read" | "write";
  /** Default: never. */
  expires?: Date | undefined;
}

/** A token has 160 random bits, so that its plain hash cannot be guessed back. */
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

/** Users, organizations and tokens. Tokens are held as hashes only. */
export class People {
  readonly #database: DatabaseSync;
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws HubError InvalidName, AlreadyExists */
  createUser(name: string, { fullname = name }: { fullname?: string } = {}): Account {
    return this.#create("user", name, fullname);
  }

  /** @throws HubError InvalidName, AlreadyExists, AccountNotFound for the owner, who becomes its admin */
  createOrganization(name: string, owner: string, { fullname = name }: { fullname?: string } = {}): Account {
    return transaction(this.#database, () => {
      const account = this.#create("org", name, fullname);
      this.setMember(name, owner, "admin");
      return account;
    });
  }

  #create(kind: Account["kind"], name: string, fullname: string): Account {
    checkAccountName(name);
    if (this.account(name))
      throw new HubError("AlreadyExists", `the name is taken by another account: ${JSON.stringify(name)}`);
    this.#database
      .prepare("INSERT INTO accounts (name, id, kind, fullname, created_at) VALUES (?, ?, ?, ?, ?)")
      .run(name, randomBytes(12).toString("hex"), kind, fullname, Date.now());
    return this.account(name) as Account;
  }

  account(name: string): Account | undefined {
    const row = this.#database.prepare("SELECT * FROM accounts WHERE name = ?").get(name);
    return row && toAccount(row as unknown as AccountRow);
  }

  /** The user who was there first, if there is one. */
  firstUser(): Account | undefined {
    const row = this.#database
      .prepare("SELECT * FROM accounts WHERE kind = 'user' ORDER BY created_at, rowid LIMIT 1")
      .get();
    return row && toAccount(row as unknown as AccountRow);
  }

  /** @throws HubError AccountNotFound where there is no such user or organization */
  setMember(organization: string, user: string, role: Role): void {
    this.#require(organization, "org");
    this.#require(user, "user");
    this.#database
      .prepare("INSERT INTO members VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET role = excluded.role")
      .run(organization, user, role);
  }

  removeMember(organization: string, user: string): void {
    this.#database.prepare("DELETE FROM members WHERE organization = ? AND user = ?").run(organization, user);
  }

  members(organization: string): (Account & { role: Role })[] {
    const rows = this.#database
      .prepare("SELECT user, role FROM members WHERE organization = ? ORDER BY user")
      .all(organization) as { user: string; role: Role }[];
    return rows.flatMap(({ user, role }) => {
      const account = this.account(user);
      return account ? [{ ...account, role }] : [];
    });
  }

  organizationsOf(user: string): (Account & { role: Role })[] {
    const rows = this.#database
      .prepare("SELECT organization, role FROM members WHERE user = ? ORDER BY organization")
      .all(user) as { organization: string; role: Role }[];
    return rows.flatMap(({ organization, role }) => {
      const account = this.account(organization);
      return account ? [{ ...account, role }] : [];
    });
  }

  /** What a user may do in a namespace: everything in their own, in an organization by their role there. */
  role(user: string, namespace: string): Role | undefined {
    if (user.toLowerCase() === namespace.toLowerCase()) return "admin";
    const row = this.#database
      .prepare("SELECT role FROM members WHERE organization = ? AND user = ?")
      .get(namespace, user) as { role: Role } | undefined;
    return row?.role;
  }

  /** A new access token, "hf_…", which can be read here only. */
  createToken(user: string, options: TokenOptions): string {
    return this.#issue(user, "access", "hf_", options);
  }

  /**
   * A new session of the web pages: the value of a cookie.
   *
   * @param options.token id of the token that was signed in with, with which the session ends. Default: none
   */
  createSession(
    user: string,
    { token, ...options }: { scope: "read" | "write"; expires: Date; token?: string | undefined },
  ): string {
    return this.#issue(user, "session", "", { name: "web session", ...options }, token);
  }

  #issue(
    user: string,
    kind: "access" | "session",
    prefix: string,
    { name, scope, expires }: TokenOptions,
    signedInWith?: string,
  ): string {
    const account = this.#require(user, "user");
    const token = prefix + randomBytes(20).toString("hex");
    this.#database
      .prepare(
        `INSERT INTO tokens (hash, id, user, kind, name, scope, created_at, expires_at, signed_in_with)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        hashOf(token),
        randomBytes(12).toString("hex"),
        account.name,
        kind,
        name,
        scope,
        Date.now(),
        expires?.getTime() ?? null,
        signedInWith ?? null,
      );
    return token;
  }

  /** The user's access tokens, without their values. */
  tokens(
    user: string,
  ): { id: string; name: string; scope: "read" | "write"; createdAt: Date; expiresAt?: Date }[] {
    const rows = this.#database
      .prepare("SELECT * FROM tokens WHERE user = ? AND kind = 'access' ORDER BY created_at")
      .all(user) as unknown as TokenRow[];
    return rows.map((row) => ({ scope: row.scope, ...describeToken(row) }));
  }

  /** Revokes a token, and ends the sessions that were signed in with it. */
  deleteToken(user: string, id: string): void {
    this.#database.prepare("DELETE FROM tokens WHERE user = ? AND id = ?").run(user, id);
  }

  /** Ends a session, by its value. */
  deleteSession(session: string): void {
    this.#database.prepare("DELETE FROM tokens WHERE hash = ? AND kind = 'session'").run(hashOf(session));
  }

  /** Whose token, or session, it is; undefined for none, an unknown or an expired one. */
  viewerOf(token: string | undefined, kind: "access" | "session" = "access"): Viewer | undefined {
    if (token === undefined) return undefined;
    const row = this.#database
      .prepare("SELECT * FROM tokens WHERE hash = ? AND kind = ?")
      .get(hashOf(token), kind) as TokenRow | undefined;
    if (!row || (row.expires_at !== null && row.expires_at <= Date.now())) return undefined;
    const organizations = this.organizationsOf(row.user).map(({ name }) => name);
    return { name: row.user, scope: row.scope, organizations, token: describeToken(row) };
  }

  #require(name: string, kind: Account["kind"]): Account {
    const account = this.account(name);
    if (account?.kind === kind) return account;
    const what = kind === "user" ? "user" : "organization";
    throw new HubError("AccountNotFound", `no such ${what}; create it first: ${JSON.stringify(name)}`);
  }
}

const describeToken = ({ id, name, created_at, expires_at }: TokenRow): Viewer["token"] => ({
  ...{ id, name },
  createdAt: new Date(created_at),
  ...(expires_at !== null && { expiresAt: new Date(expires_at) }),
});
