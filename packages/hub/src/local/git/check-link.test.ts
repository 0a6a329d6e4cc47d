import { expect, test } from "vitest";
import { checkLink } from "./check-link.ts";
import { PushRefusedError } from "./push-refused-error.ts";

test.each([
  ["README.md", 0],
  ["a/b", 0],
  ["./a", 0],
  ["..", 1],
  ["../", 1],
  ["../../a", 2],
  [".././../a/b/", 2],
  ["..//../a", 2],
])("a link's target goes up: %j", (target, up) => {
  expect(checkLink("link", target)).toBe(up);
});

test.each([
  "/etc/passwd",
  "\\\\server\\share",
  "C:\\x",
  "C:x",
  "a/../b",
  "../a/..",
  "..\\..\\x",
  ".git",
  "a/.GIT/config",
  "../.git/hooks",
  "git~1/config",
  "a\0b",
  "a\nb",
])("a link's target is refused: %j", (target) => {
  expect(() => checkLink("link", target)).toThrow(PushRefusedError);
});
