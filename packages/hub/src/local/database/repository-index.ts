import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { z } from "zod";
import { HubError } from "../hub-error.ts";
import type { RepoRecord, RepoType } from "../service/repo-record.ts";

export interface ListQuery {
  type: RepoType;
  /** Words that are in the id. */
  search?: string | undefined;
  author?: string | undefined;
  /** Tags, all of which it has. */
  filter?: readonly string[] | undefined;
  pipelineTag?: string | undefined;
  /** Default: "lastModified". */
  sort?: "createdAt" | "lastModified" | "downloads" | "likes" | "id" | undefined;
  /** Default: "descending". */
  direction?: "ascending" | "descending" | undefined;
  /** Default: 100. */
  limit?: number | undefined;
  /** `next` of the page before. */
  cursor?: string | undefined;
}

type Counted = "downloads" | "likes";
/** A record in which what is not known may be undefined. */
export type IndexEntry = {
  [Field in Exclude<keyof RepoRecord, Counted | "mirror">]: RepoRecord[Field] | undefined;
} & { mirror?: string | undefined } & Pick<
    RepoRecord,
    "key" | "type" | "id" | "private" | "gated" | "createdAt" | "lastModified" | "tags"
  >;

interface Row {
  type: RepoType;
  id: string;
  key: string;
  private: number;
  gated: "auto" | "manual" | null;
  description: string | null;
  sdk: string | null;
  created_at: number;
  last_modified: number;
  sha: string | null;
  pipeline_tag: string | null;
  library_name: string | null;
  tags: string;
  card_data: string | null;
  config: string | null;
  mirror: string | null;
  downloads: number;
  likes: number;
}

const columns = {
  createdAt: "created_at",
  lastModified: "last_modified",
  downloads: "downloads",
  likes: "likes",
  id: "id",
} as const;

const cursorSchema = z.tuple([z.union([z.number(), z.string()]), z.string()]);

const withLikes =
  "SELECT r.*, (SELECT count(*) FROM likes l WHERE l.repository = r.key) AS likes FROM repositories r";

/** The index of repositories: what lists are made of. */
export class RepositoryIndex {
  readonly #database: DatabaseSync;
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(type: RepoType, id: string): RepoRecord | undefined {
    const row = this.#database.prepare(`${withLikes} WHERE r.type = ? AND r.id = ?`).get(type, id);
    return row && toRecord(row as unknown as Row);
  }

  /** Adds or replaces a record; downloads and likes are counted elsewhere and stay. */
  put(record: IndexEntry): void {
    const values: Record<string, SQLInputValue> = {
      type: record.type,
      id: record.id,
      owner: record.id.split("/")[0] ?? "",
      key: record.key,
      private: Number(record.private),
      gated: record.gated || null,
      description: record.description ?? null,
      sdk: record.sdk ?? null,
      created_at: record.createdAt.getTime(),
      last_modified: record.lastModified.getTime(),
      sha: record.sha ?? null,
      pipeline_tag: record.pipelineTag ?? null,
      library_name: record.libraryName ?? null,
      tags: JSON.stringify(record.tags),
      card_data: record.cardData ? JSON.stringify(record.cardData) : null,
      config: record.config ? JSON.stringify(record.config) : null,
      mirror: record.mirror ?? null,
    };
    const names = Object.keys(values);
    this.#database
      .prepare(
        `INSERT INTO repositories (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})
         ON CONFLICT (key) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(", ")}`,
      )
      .run(...Object.values(values));
  }

  remove(key: string): void {
    this.#database.prepare("DELETE FROM repositories WHERE key = ?").run(key);
  }

  /** What a repository of another Hub is called today, if it was asked for by an older name. */
  aliasOf(type: RepoType, alias: string): string | undefined {
    const row = this.#database
      .prepare("SELECT id FROM aliases WHERE type = ? AND alias = ?")
      .get(type, alias);
    return row && String(row.id);
  }

  setAlias(type: RepoType, alias: string, id: string): void {
    this.#database
      .prepare("INSERT INTO aliases VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET id = excluded.id")
      .run(type, alias, id);
  }

  keys(): string[] {
    return this.#database
      .prepare("SELECT key FROM repositories")
      .all()
      .map(({ key }) => String(key));
  }

  addDownloads(key: string, count: number): void {
    this.#database.prepare("UPDATE repositories SET downloads = downloads + ? WHERE key = ?").run(count, key);
  }

  setLike(key: string, user: string, liked: boolean): void {
    this.#database
      .prepare(
        liked
          ? "INSERT INTO likes VALUES (?, ?) ON CONFLICT DO NOTHING"
          : "DELETE FROM likes WHERE repository = ? AND user = ?",
      )
      .run(key, user);
  }

  /**
   * A page of repositories.
   *
   * @param namespaces accounts whose private repositories are listed, too
   * @throws HubError InvalidRequest for a cursor of something else
   */
  list(query: ListQuery, namespaces: readonly string[]): { items: RepoRecord[]; next?: string } {
    const { sort = "lastModified", direction = "descending", limit = 100 } = query;
    const column = columns[sort];
    const { conditions, values } = conditionsOf(query, namespaces);
    if (query.cursor !== undefined) {
      conditions.push(`(${column}, key) ${direction === "descending" ? "<" : ">"} (?, ?)`);
      values.push(...parseCursor(query.cursor));
    }
    const order = direction === "descending" ? "DESC" : "ASC";
    const rows = this.#database
      .prepare(
        `SELECT * FROM (${withLikes}) WHERE ${conditions.join(" AND ")}
         ORDER BY ${column} ${order}, key ${order} LIMIT ?`,
      )
      .all(...values, limit + 1) as unknown as Row[];
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const items = page.map(toRecord);
    return rows.length > limit && last ? { items, next: formatCursor(last[column], last.key) } : { items };
  }

  /** How many repositories of each type an owner has that may be seen. */
  counts(owner: string, namespaces: readonly string[]): Record<RepoType, number> {
    const rows = this.#database
      .prepare(
        `SELECT type, count(*) AS count FROM repositories WHERE owner = ? AND (private = 0 OR ${oneOf("owner")}) GROUP BY type`,
      )
      .all(owner, JSON.stringify(namespaces)) as unknown as { type: RepoType; count: number }[];
    return {
      model: 0,
      dataset: 0,
      space: 0,
      ...Object.fromEntries(rows.map(({ type, count }) => [type, count])),
    };
  }

  /** The tags of the repositories that may be seen, with how many have each. */
  tags(type: RepoType, namespaces: readonly string[]): { tag: string; count: number }[] {
    return this.#database
      .prepare(
        `SELECT value AS tag, count(*) AS count FROM repositories r, json_each(r.tags)
         WHERE r.type = ? AND (private = 0 OR ${oneOf("owner")}) GROUP BY value ORDER BY count DESC, value LIMIT 5000`,
      )
      .all(type, JSON.stringify(namespaces)) as unknown as { tag: string; count: number }[];
  }
}

const oneOf = (column: string) => `${column} COLLATE NOCASE IN (SELECT value FROM json_each(?))`;

function conditionsOf(query: ListQuery, namespaces: readonly string[]) {
  const conditions = ["type = ?", `(private = 0 OR ${oneOf("owner")})`];
  const values: SQLInputValue[] = [query.type, JSON.stringify(namespaces)];
  for (const word of query.search?.split(/\s+/).filter(Boolean) ?? []) {
    conditions.push("id LIKE ? ESCAPE '\\'");
    values.push(`%${word.replace(/[\\%_]/g, "\\$&")}%`);
  }
  if (query.author !== undefined) {
    conditions.push("owner = ?");
    values.push(query.author);
  }
  if (query.pipelineTag !== undefined) {
    conditions.push("pipeline_tag = ?");
    values.push(query.pipelineTag);
  }
  for (const tag of query.filter ?? []) {
    conditions.push("EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ? COLLATE NOCASE)");
    values.push(tag);
  }
  return { conditions, values };
}

const formatCursor = (value: number | string, key: string) =>
  Buffer.from(JSON.stringify([value, key])).toString("base64url");

function parseCursor(cursor: string): [number | string, string] {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch (cause) {
    throw new HubError("InvalidRequest", "expected the cursor of an answer's Link header", { cause });
  }
}

const toRecord = (row: Row): RepoRecord => ({
  key: row.key,
  type: row.type,
  id: row.id,
  private: row.private === 1,
  gated: row.gated ?? false,
  createdAt: new Date(row.created_at),
  lastModified: new Date(row.last_modified),
  downloads: row.downloads,
  likes: row.likes,
  tags: JSON.parse(row.tags) as string[],
  ...(row.description !== null && { description: row.description }),
  ...(row.sdk !== null && { sdk: row.sdk }),
  ...(row.mirror !== null && { mirror: row.mirror }),
  ...(row.sha !== null && { sha: row.sha }),
  ...(row.pipeline_tag !== null && { pipelineTag: row.pipeline_tag }),
  ...(row.library_name !== null && { libraryName: row.library_name }),
  ...(row.card_data !== null && { cardData: JSON.parse(row.card_data) as Record<string, unknown> }),
  ...(row.config !== null && { config: JSON.parse(row.config) as Record<string, unknown> }),
});
