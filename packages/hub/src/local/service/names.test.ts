import { expect, test } from "vitest";
import { checkAccountName, checkRepoId, toAccountName } from "./names.ts";

test.each(["ada", "a", "Ada-Lovelace", "x".repeat(42), "4ever"])("a legal account: %s", (name) => {
  expect(checkAccountName(name)).toBe(name);
});

test.each([
  ...[
    "",
    "-a",
    "a-",
    "a--b",
    "a b",
    "a/b",
    "..",
    ".",
    "a.b",
    "ä",
    "x".repeat(43),
    "a\0",
    "CON",
    "nul",
    "lpt1",
  ],
  ...["api", "Datasets", "login", "a\n", "<b>", "a_b"],
])("an illegal account: %j", (name) => {
  expect(() => checkAccountName(name)).toThrow(/expected a name/);
});

test.each([
  ...[
    "ada",
    "ada/",
    "/x",
    "ada/x/y",
    "ada/..",
    "ada/.x",
    "ada/x.",
    "ada/-x",
    "ada/x--y",
    "ada/a..b",
    "ada/x.git",
  ],
  ...[
    "ada/con",
    "ada/nul.txt",
    "ada/x y",
    "ada/x\0",
    "ada/ä",
    "ada/C:",
    "ada\\x",
    `ada/${"x".repeat(97)}`,
    "ada/%2e%2e",
  ],
])("an illegal repository: %j", (id) => {
  expect(() => checkRepoId(id)).toThrow(/expected owner\/name/);
});

test("any text becomes an account's name", () => {
  expect(["Ada Lovelace", "jürgen", "root", "", "***", "con", "api"].map(toAccountName)).toEqual([
    ...["Ada-Lovelace", "ju-rgen", "root", "learner", "learner", "learner-con", "learner-api"],
  ]);
  for (const text of ["Ada Lovelace", "", "x".repeat(99), "--", "a--b"])
    expect(checkAccountName(toAccountName(text))).toBe(toAccountName(text));
});
