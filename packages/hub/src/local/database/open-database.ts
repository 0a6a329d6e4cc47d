import { DatabaseSync } from "node:sqlite";

/**
 * `accounts`, `members`, `tokens`, `access_requests`, `likes` and `lfs_locks` are kept here only. `repositories` is an index of
 * what is in the repositories, which can be made again from them; the others refer to its `key`, which survives moves.
 */
const first = `
  CREATE TABLE accounts (
    name TEXT PRIMARY KEY COLLATE NOCASE, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('user', 'org')),
    fullname TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE members (
    organization TEXT NOT NULL COLLATE NOCASE REFERENCES accounts ON DELETE CASCADE,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES accounts ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('admin', 'write', 'read')),
    PRIMARY KEY (organization, user)
  ) STRICT;
  CREATE TABLE tokens (
    hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES accounts ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('access', 'session')), name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write')), created_at INTEGER NOT NULL, expires_at INTEGER
  ) STRICT;
  CREATE TABLE repositories (
    type TEXT NOT NULL CHECK (type IN ('model', 'dataset', 'space')), id TEXT NOT NULL COLLATE NOCASE,
    owner TEXT NOT NULL COLLATE NOCASE, key TEXT NOT NULL UNIQUE, private INTEGER NOT NULL, gated TEXT,
    description TEXT, sdk TEXT, created_at INTEGER NOT NULL, last_modified INTEGER NOT NULL, sha TEXT,
    pipeline_tag TEXT, library_name TEXT, tags TEXT NOT NULL, card_data TEXT, config TEXT,
    mirror TEXT, downloads INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (type, id)
  ) STRICT;
  CREATE INDEX repositories_by_time ON repositories (type, last_modified DESC, key);
  CREATE TABLE access_requests (
    repository TEXT NOT NULL REFERENCES repositories (key) ON DELETE CASCADE,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES accounts ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'rejected')), fields TEXT NOT NULL,
    asked_at INTEGER NOT NULL, handled_at INTEGER, handled_by TEXT, rejection_reason TEXT,
    PRIMARY KEY (repository, user)
  ) STRICT;
  CREATE TABLE likes (
    repository TEXT NOT NULL REFERENCES repositories (key) ON DELETE CASCADE,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES accounts ON DELETE CASCADE,
    PRIMARY KEY (repository, user)
  ) STRICT;
  CREATE TABLE lfs_locks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    repository TEXT NOT NULL REFERENCES repositories (key) ON DELETE CASCADE, path TEXT NOT NULL,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES accounts ON DELETE CASCADE, locked_at INTEGER NOT NULL,
    UNIQUE (repository, path)
  ) STRICT;
  CREATE TABLE aliases (
    type TEXT NOT NULL, alias TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL, PRIMARY KEY (type, alias)
  ) STRICT;
  CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** A session ends with the token that was signed in with. */
const sessionsEndWithTokens =
  "ALTER TABLE tokens ADD COLUMN signed_in_with TEXT REFERENCES tokens (id) ON DELETE CASCADE;";

/** What makes each version of the database out of the one before. */
const versions = [first, sessionsEndWithTokens];

/**
 * Opens the Hub's database, and makes it where there is none. Every transaction that has ended is on the disk.
 *
 * @throws Error for a database of a later version
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
    const { user_version: found } = database.prepare("PRAGMA user_version").get() as { user_version: number };
    if (found > versions.length)
      throw new Error(
        `the Hub's database is of a later version; expected at most ${versions.length}, use a newer course: ${found}`,
      );
    const missing = versions.slice(found).join("");
    if (missing) database.exec(`BEGIN; ${missing} PRAGMA user_version = ${versions.length}; COMMIT;`);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Runs what belongs together: all of it is kept, or nothing where it throws. */
export function transaction<T>(database: DatabaseSync, run: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = run();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
