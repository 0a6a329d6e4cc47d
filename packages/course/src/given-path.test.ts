import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { givenPath } from "./given-path.ts";
import { projectRoot } from "./run/project.ts";

const elsewhere = resolve(tmpdir(), "learner");

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test.each([
  ["started by pnpm in the repository", projectRoot, elsewhere, elsewhere],
  ["started by a script of pnpm's, in another folder", tmpdir(), projectRoot, tmpdir()],
  ["started by hand", projectRoot, undefined, projectRoot],
])("%s", (_, cwd, initCwd, expected) => {
  vi.spyOn(process, "cwd").mockReturnValue(cwd);
  vi.stubEnv("INIT_CWD", initCwd);
  expect(givenPath()).toBe(resolve(expected));
  expect(givenPath("a.ipynb")).toBe(join(resolve(expected), "a.ipynb"));
  expect(givenPath(join(elsewhere, "a.ipynb"))).toBe(join(elsewhere, "a.ipynb"));
});
