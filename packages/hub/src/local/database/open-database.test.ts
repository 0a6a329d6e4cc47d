import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { openDatabase } from "./open-database.ts";
import { People } from "./people.ts";

test("a database of the first version keeps its tokens and learns what came since", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "hub.sqlite");
  const before = openDatabase(path);
  new People(before).createUser("ada");
  const token = new People(before).createToken("ada", { name: "laptop", scope: "write" });
  before.exec(`
    CREATE TABLE first AS SELECT hash, id, user, kind, name, scope, created_at, expires_at FROM tokens;
    DROP TABLE tokens;
    CREATE TABLE tokens (
      hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE,
      user TEXT NOT NULL COLLATE NOCASE REFERENCES accounts ON DELETE CASCADE,
      kind TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER
    ) STRICT;
    INSERT INTO tokens SELECT * FROM first;
    DROP TABLE first;
    PRAGMA user_version = 1;
  `);
  before.close();
  using database = openDatabase(path);
  const people = new People(database);
  const id = people.viewerOf(token)?.token.id ?? "";
  const session = people.createSession("ada", {
    scope: "read",
    expires: new Date(Date.now() + 1e6),
    token: id,
  });
  expect(people.viewerOf(session, "session")?.name).toBe("ada");
  people.deleteToken("ada", id);
  expect(people.viewerOf(session, "session")).toBeUndefined();
});

test("a database of a later version is left alone", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "hub.sqlite");
  const later = openDatabase(path);
  later.exec("PRAGMA user_version = 99");
  later.close();
  expect(() => openDatabase(path)).toThrow(/later version.*: 99$/);
});
