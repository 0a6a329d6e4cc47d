import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { checkRefName } from "./check-ref-name.ts";
import { InvalidRefNameError } from "./errors.ts";

const refusedByGit = (name: string) => {
  try {
    execFileSync("git", ["check-ref-format", `refs/heads/${name}`], { stdio: "pipe" });
    return false;
  } catch {
    return true;
  }
};

it.each([
  ...[
    "",
    "a b",
    "a..b",
    "a.lock",
    "a.lock/b",
    ".a",
    "a/.b",
    "a//b",
    "/a",
    "a/",
    "a.",
    "a@{1}",
    "a~1",
    "a^",
    "a:b",
  ],
  ...["a\nb", "a\u007f", "a\\b", "a*", "a?", "a["],
])("refuses %j, as git does", (name) => {
  expect(() => checkRefName(name)).toThrow(InvalidRefNameError);
  expect(refusedByGit(name)).toBe(true);
});

it.each([
  ["what git's commands take for an option", "-x"],
  ["what git takes for the newest commit", "@"],
  ["HEAD", "HEAD"],
  ["a full ref", "refs/heads/a"],
  ["a commit id", "f".repeat(40)],
  ["more than 255 bytes", "ä".repeat(128)],
  ["half a character", "a\ud800"],
])("refuses %s", (_, name) => {
  expect(() => checkRefName(name)).toThrow(InvalidRefNameError);
});

it.each(["main", "v1.0", "feature/ünï", "a@b", "a-b_c", "refs", "HEAD/x", "f".repeat(39), "a{b}"])(
  "takes %j, as git does",
  (name) => {
    expect(checkRefName(name)).toBe(name);
    expect(refusedByGit(name)).toBe(false);
  },
);
