import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { currentMember } from "./current-member.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "member-"));
  mkdirSync(join(root, "work/ada"), { recursive: true });
  execFileSync("git", ["init", "-q"], { cwd: root });
  execFileSync("git", ["config", "user.email", "nobody@example.org"], { cwd: root });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const plan = (...members: string[]) =>
  writeFileSync(
    join(root, "course.config.yaml"),
    `members: [${members}]
weeks: [{ from: 2030-01-07, to: 2030-01-13, chapters: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }]\n`,
  );
const who = (env: NodeJS.ProcessEnv = {}, folder = ".") =>
  currentMember({ root, env, cwd: join(root, folder) });

it("asks the environment, the notebook's folder, what is remembered, the plan, and git, in this order", async () => {
  plan("{ name: ada }", "{ name: charles, git: Charles@example.org }");
  expect(await who()).toBeUndefined();
  execFileSync("git", ["config", "user.email", "charles@example.org"], { cwd: root });
  expect(await who()).toBe("charles");
  writeFileSync(join(root, "work/.member"), "ada\n");
  expect(await who()).toBe("ada");
  expect(await who({}, "work/charles/exams")).toBe("charles");
  expect(await who({ COURSE_MEMBER: "ada" }, "work/charles")).toBe("ada");
  rmSync(join(root, "work/.member"));
  plan("{ name: grace }");
  expect(await who()).toBe("grace");
});

it("knows only the folder when notebooks are executed without a learner", async () => {
  plan("{ name: ada }");
  expect(await who({ COURSE_HEADLESS: "1", COURSE_MEMBER: "ada" }, "notebooks")).toBeUndefined();
  expect(await who({ COURSE_HEADLESS: "1" }, "work/ada")).toBe("ada");
});

it("refuses who is not in the plan, and says where the name comes from", async () => {
  plan("{ name: ada }");
  await expect(who({ COURSE_MEMBER: "eve" })).rejects.toThrow(
    "COURSE_MEMBER should name a member of course.config.yaml (ada), where you put yours: eve",
  );
  writeFileSync(join(root, "work/.member"), "eve");
  await expect(who()).rejects.toThrow("work/.member should name");
});

it("knows nobody in a folder of work/ that is no member's, also where somebody is remembered", async () => {
  plan("{ name: ada }");
  writeFileSync(join(root, "work/.member"), "ada");
  expect(await who({}, "work/scratch")).toBeUndefined();
  expect(await who({ COURSE_HEADLESS: "1" }, "work/scratch")).toBeUndefined();
  expect(await who({ COURSE_MEMBER: "ada" }, "work/scratch")).toBe("ada");
  rmSync(join(root, "course.config.yaml"));
  expect(await who({}, "work/Old copies")).toBeUndefined();
});

it("does without a plan", async () => {
  expect(await who()).toBeUndefined();
  expect(await who({ COURSE_MEMBER: "eve" })).toBe("eve");
  await expect(who({ COURSE_MEMBER: "../eve" })).rejects.toThrow("a folder, in lower case");
});
