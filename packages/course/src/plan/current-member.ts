import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../run/project.ts";
import { isMember, knownMember } from "./known-member.ts";
import { findPlan, type Plan } from "./read-plan.ts";

/** Remembers who works on this machine; git ignores it. */
export const memberFile = "work/.member";

export interface CurrentMemberOptions {
  /** The repository; default this one. */
  root?: string;
  /** Where the notebook runs; default where this process does. */
  cwd?: string;
  /** Default: this process's. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Who is learning: `COURSE_MEMBER`, else the folder `work/<member>/` a notebook runs in, else who was remembered
 * (`work/.member`), else the plan's only member, else the one with git's address. When notebooks are executed without a
 * learner (`course run`), only the folder counts. In a folder of `work/` that is no member's nobody is known: what is done
 * there must not be recorded for somebody else.
 *
 * @returns undefined when nobody is known; then nothing is recorded
 * @throws CourseError for a name that is not in the plan; FileError for a plan that is wrong
 */
export async function currentMember({
  root = projectRoot,
  cwd = process.cwd(),
  env = process.env,
}: CurrentMemberOptions = {}): Promise<string | undefined> {
  const plan = findPlan(root);
  const folder = memberOfFolder(root, cwd);
  if (env.COURSE_MEMBER && !env.COURSE_HEADLESS) return knownMember(plan, env.COURSE_MEMBER, "COURSE_MEMBER");
  if (folder || env.COURSE_HEADLESS) return folder && isMember(plan, folder) ? folder : undefined;
  const remembered = (await readFile(join(root, memberFile), "utf8").catch(() => "")).trim();
  if (remembered) return knownMember(plan, remembered, memberFile);
  if (plan?.members.length === 1) return plan.members[0]?.name;
  return plan && (await memberOfGit(plan, root));
}

function memberOfFolder(root: string, cwd: string): string | undefined {
  const below = relative(join(root, "work"), cwd);
  if (below === "" || below.startsWith("..") || isAbsolute(below)) return undefined;
  const [name] = below.split(sep);
  return name === "node_modules" ? undefined : name;
}

async function memberOfGit({ members }: Plan, root: string): Promise<string | undefined> {
  const address = await promisify(execFile)("git", ["config", "user.email"], { cwd: root }).then(
    ({ stdout }) => stdout.trim().toLowerCase(),
    () => undefined, // no git, or no address
  );
  return members.find(({ git }) => git?.toLowerCase() === address && address)?.name;
}
