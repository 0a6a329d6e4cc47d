import type { DatabaseSync } from "node:sqlite";

export type AccessStatus = "pending" | "accepted" | "rejected";

export interface AccessRequest {
  user: string;
  status: AccessStatus;
  /** What the repository asked to be told. */
  fields: Record<string, unknown>;
  askedAt: Date;
  handledAt?: Date;
  handledBy?: string;
  rejectionReason?: string;
}

interface Row {
  user: string;
  status: AccessStatus;
  fields: string;
  asked_at: number;
  handled_at: number | null;
  handled_by: string | null;
  rejection_reason: string | null;
}

/** Who asked for access to a gated repository, by the repository's key. */
export class AccessRequests {
  readonly #database: DatabaseSync;
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** A request that is rejected, or accepted, stays so when asked again. */
  ask(
    repository: string,
    user: string,
    status: "pending" | "accepted",
    fields: Record<string, unknown>,
  ): void {
    this.#database
      .prepare(
        `INSERT INTO access_requests (repository, user, status, fields, asked_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      .run(repository, user, status, JSON.stringify(fields), Date.now());
  }

  /** Decides over a user, whether they asked or not. */
  handle(
    repository: string,
    user: string,
    {
      status,
      by,
      rejectionReason,
    }: { status: AccessStatus; by: string; rejectionReason?: string | undefined },
  ): void {
    const now = Date.now();
    this.#database
      .prepare(
        `INSERT INTO access_requests (repository, user, status, fields, asked_at, handled_at, handled_by, rejection_reason)
         VALUES (?, ?, ?, '{}', ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET status = excluded.status, handled_at = excluded.handled_at,
           handled_by = excluded.handled_by, rejection_reason = excluded.rejection_reason`,
      )
      .run(repository, user, status, now, now, by, rejectionReason ?? null);
  }

  cancel(repository: string, user: string): void {
    this.#database
      .prepare("DELETE FROM access_requests WHERE repository = ? AND user = ? AND status = 'pending'")
      .run(repository, user);
  }

  get(repository: string, user: string): AccessRequest | undefined {
    const row = this.#database
      .prepare("SELECT * FROM access_requests WHERE repository = ? AND user = ?")
      .get(repository, user);
    return row && toRequest(row as unknown as Row);
  }

  list(repository: string, status: AccessStatus): AccessRequest[] {
    const rows = this.#database
      .prepare("SELECT * FROM access_requests WHERE repository = ? AND status = ? ORDER BY asked_at, user")
      .all(repository, status) as unknown as Row[];
    return rows.map(toRequest);
  }
}

const toRequest = (row: Row): AccessRequest => ({
  user: row.user,
  status: row.status,
  fields: JSON.parse(row.fields) as Record<string, unknown>,
  askedAt: new Date(row.asked_at),
  ...(row.handled_at !== null && { handledAt: new Date(row.handled_at) }),
  ...(row.handled_by !== null && { handledBy: row.handled_by }),
  ...(row.rejection_reason !== null && { rejectionReason: row.rejection_reason }),
});
