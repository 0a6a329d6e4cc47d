import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { memberName } from "../plan/plan-schema.ts";
import type { EventKind, StoredEvent } from "./event.ts";
import { parseJson, readLog } from "./read-log.ts";

/** Of the tables below; a database of another version is built anew. */
const schemaVersion = 1;

const schema = `
  CREATE TABLE file (member TEXT PRIMARY KEY, state TEXT NOT NULL);
  CREATE TABLE event (
    id TEXT NOT NULL, at TEXT NOT NULL, member TEXT NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (member, id)
  ) WITHOUT ROWID;
  CREATE INDEX by_time ON event (at, id);
  PRAGMA user_version = ${schemaVersion};`;

/**
 * The members' progress: `work/<member>/progress.jsonl` is what counts and is committed, `work/.progress.sqlite` an index
 * of it that is brought up to date by each call and can be deleted at any time. Its lock keeps writers apart.
 */
export class ProgressStore {
  readonly #root: string;
  readonly #database: DatabaseSync;

  /** @param root the repository */
  constructor(root: string) {
    this.#root = root;
    mkdirSync(join(root, "work"), { recursive: true });
    this.#database = openDatabase(join(root, "work", ".progress.sqlite"));
  }

  /** All events in order of time, as the files have them now; of one member, whatever is wrong with the others' files. */
  read({ member, kind }: { member?: string | undefined; kind?: EventKind | undefined } = {}): StoredEvent[] {
    this.#transaction(() => (member === undefined ? this.#refreshAll() : this.#refresh(member)));
    return this.#select({ member, kind });
  }

  #select({ member, kind }: { member?: string | undefined; kind?: EventKind | undefined }): StoredEvent[] {
    const rows = this.#database
      .prepare(
        "SELECT json FROM event WHERE (?1 IS NULL OR member = ?1) AND (?2 IS NULL OR kind = ?2) ORDER BY at, id",
      )
      .all(member ?? null, kind ?? null) as { json: string }[];
    return rows.map(({ json }) => JSON.parse(json));
  }

  /**
   * Adds an event as `append` does, unless one that its member has is `like` it; nobody writes in between.
   *
   * @returns whether it was added
   */
  appendOnce(event: StoredEvent, like: (other: StoredEvent) => boolean): boolean {
    return this.#transaction(() => {
      this.#refresh(event.member);
      if (this.#select({ member: event.member, kind: event.kind }).some(like)) return false;
      this.#append([event]);
      return true;
    });
  }

  /**
   * Adds events to their members' files, those whose ids are not there yet; on return they are on the disk.
   *
   * @returns how many were added
   */
  append(events: readonly StoredEvent[]): number {
    return this.#transaction(() => this.#append(events));
  }

  close(): void {
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #append(events: readonly StoredEvent[]): number {
    let added = 0;
    for (const [member, ofMember = []] of Object.entries(Object.groupBy(events, (event) => event.member))) {
      this.#refresh(member);
      const find = this.#database.prepare("SELECT 1 FROM event WHERE member = ? AND id = ?");
      const known = new Set<string>();
      const fresh = ofMember.filter(({ id }) => {
        if (known.has(id) || find.get(member, id)) return false;
        return known.add(id);
      });
      if (fresh.length === 0) continue;
      appendLines(
        this.#log(member),
        fresh.map((event) => JSON.stringify(event)),
      );
      this.#refresh(member);
      added += fresh.length;
    }
    return added;
  }

  #log(member: string): string {
    return join(this.#root, "work", member, "progress.jsonl");
  }

  #refreshAll(): void {
    const folders = readdirSync(join(this.#root, "work"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && memberName.safeParse(entry.name).success)
      .map(({ name }) => name);
    const known = this.#database.prepare("SELECT member FROM file").all() as { member: string }[];
    for (const member of new Set([...folders, ...known.map((row) => row.member)])) this.#refresh(member);
  }

  /** Reads a member's file again when it is another one than last time. */
  #refresh(member: string): void {
    const path = this.#log(member);
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    const state = found && [found.ino, found.size, found.mtimeNs].join(" ");
    const before = this.#database.prepare("SELECT state FROM file WHERE member = ?").get(member) as
      | { state: string }
      | undefined;
    if (before?.state === state) return;
    const events = state
      ? readLog(readFileSync(path, "utf8"), { file: `work/${member}/progress.jsonl`, member })
      : [];
    this.#database.prepare("DELETE FROM event WHERE member = ?").run(member);
    const insert = this.#database.prepare(
      "INSERT INTO event (id, at, member, kind, json) VALUES (?, ?, ?, ?, ?)",
    );
    for (const event of events)
      insert.run(event.id, new Date(event.at).toISOString(), member, event.kind, JSON.stringify(event));
    if (state)
      this.#database.prepare("INSERT OR REPLACE INTO file (member, state) VALUES (?, ?)").run(member, state);
    else this.#database.prepare("DELETE FROM file WHERE member = ?").run(member);
  }

  #transaction<Value>(run: () => Value): Value {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const value = run();
      this.#database.exec("COMMIT");
      return value;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

/** A database that is broken, or that another version wrote, is deleted: it can be built from the files. */
function openDatabase(path: string): DatabaseSync {
  try {
    return prepared(path);
  } catch (error) {
    if (!existsSync(path) || !isBroken(error)) throw error;
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    return prepared(path);
  }
}

class OtherVersion extends Error {}

function isBroken(error: unknown): boolean {
  // SQLITE_CORRUPT and SQLITE_NOTADB
  return error instanceof OtherVersion || [11, 26].includes((error as { errcode: number }).errcode);
}

function prepared(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE");
    const { user_version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
    if (user_version === 0) database.exec(schema);
    else if (user_version !== schemaVersion) throw new OtherVersion();
    database.exec("COMMIT");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Adds whole lines at once and waits until they are on the disk; the caller holds the lock. */
function appendLines(path: string, lines: readonly string[]): void {
  mkdirSync(join(path, ".."), { recursive: true });
  const file = openSync(path, "a+");
  try {
    const bytes = Buffer.from(`${endLastLine(file)}${lines.join("\n")}\n`);
    const before = fstatSync(file).size;
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } catch (error) {
      ftruncateSync(file, before); // a full disk: no half of a line stays
      throw error;
    }
  } finally {
    closeSync(file);
  }
}

/** What a file needs before another line: a last line without an end gets one, or goes where it is only half there. */
function endLastLine(file: number): string {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  if (size === 0 || (readSync(file, last, 0, 1, size - 1) && last.toString() === "\n")) return "";
  const text = readFileSync(file, "utf8");
  const begin = text.lastIndexOf("\n") + 1;
  if (parseJson(text.slice(begin)) !== undefined) return "\n";
  ftruncateSync(file, Buffer.byteLength(text.slice(0, begin)));
  return "";
}
