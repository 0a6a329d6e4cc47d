import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { openDatabase } from "./open-database.ts";
import { People } from "./people.ts";

async function people() {
  const folder = await temporaryFolder();
  const path = join(folder.path, "hub.sqlite");
  const database = openDatabase(path);
  return {
    people: new People(database),
    path,
    async [Symbol.asyncDispose]() {
      database.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("a token is its user's, with its scope, and only its hash is on disk", async () => {
  await using made = await people();
  made.people.createUser("Ada");
  const token = made.people.createToken("ada", { name: "laptop", scope: "read" });
  expect(token).toMatch(/^hf_[0-9a-f]{40}$/);
  expect(made.people.viewerOf(token)).toMatchObject({ name: "Ada", scope: "read", organizations: [] });
  for (const wrong of [undefined, "", "hf_", `${token}0`, token.slice(0, -1)])
    expect(made.people.viewerOf(wrong)).toBeUndefined();
  for (const suffix of ["", "-wal"])
    expect((await readFile(made.path + suffix)).includes(token.slice(3))).toBe(false);
});

test("an expired and a deleted token are nobody's", async () => {
  await using made = await people();
  made.people.createUser("ada");
  const past = made.people.createToken("ada", {
    name: "old",
    scope: "read",
    expires: new Date(Date.now() - 1),
  });
  const future = made.people.createToken("ada", {
    name: "new",
    scope: "read",
    expires: new Date(Date.now() + 1e6),
  });
  expect(made.people.viewerOf(past)).toBeUndefined();
  expect(made.people.viewerOf(future)?.token.expiresAt).toBeInstanceOf(Date);
  for (const { id } of made.people.tokens("ada")) made.people.deleteToken("ada", id);
  expect(made.people.viewerOf(future)).toBeUndefined();
});

test("a session is no token, nor a token a session", async () => {
  await using made = await people();
  made.people.createUser("ada");
  const session = made.people.createSession("ada", { scope: "write", expires: new Date(Date.now() + 1e6) });
  const token = made.people.createToken("ada", { name: "laptop", scope: "write" });
  expect(made.people.viewerOf(session)).toBeUndefined();
  expect(made.people.viewerOf(token, "session")).toBeUndefined();
  expect(made.people.viewerOf(session, "session")?.name).toBe("ada");
  made.people.deleteSession(session);
  expect(made.people.viewerOf(session, "session")).toBeUndefined();
});

test("members have the role of their organization, and names are anybody's once", async () => {
  await using made = await people();
  for (const name of ["ada", "bob", "eve"]) made.people.createUser(name);
  made.people.createOrganization("lab", "ada");
  made.people.setMember("lab", "bob", "read");
  expect(["ada", "bob", "eve"].map((name) => made.people.role(name, "LAB"))).toEqual([
    "admin",
    "read",
    undefined,
  ]);
  expect(made.people.members("lab").map(({ name, role }) => [name, role])).toEqual([
    ["ada", "admin"],
    ["bob", "read"],
  ]);
  made.people.removeMember("lab", "bob");
  expect(made.people.role("bob", "lab")).toBeUndefined();
  expect(() => made.people.createUser("LAB")).toThrow(/taken/);
  expect(() => made.people.createOrganization("club", "nobody")).toThrow(/no such user/);
  expect(made.people.account("club")).toBeUndefined();
});
