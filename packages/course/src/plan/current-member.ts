import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { CourseError } from "../errors.ts";
import { projectRoot } from "../run/project.ts";
import { memberName } from "./plan-schema.ts";
import { type Plan, planFile, readPlan } from "./read-plan.ts";

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
 * learner (`course run`), only the folder counts.
 *
 * @returns undefined when nobody is known; then nothing is recorded
 * @throws CourseError for a name that is not in the plan; FileError for a plan that is wrong
 */
export async function currentMember({
  root = projectRoot,
  cwd = process.cwd(),
  env = process.env,
}: CurrentMemberOptions = {}): Promise<string | undefined> {
  const plan = existsSync(join(root, planFile)) ? readPlan(root) : undefined;
  const folder = memberOfFolder(root, cwd);
  if (env.COURSE_HEADLESS) return folder && known(plan, folder, "the folder work/");
  if (env.COURSE_MEMBER) return known(plan, env.COURSE_MEMBER, "COURSE_MEMBER");
  if (folder) return known(plan, folder, "the folder work/");
  const remembered = (await readFile(join(root, memberFile), "utf8").catch(() => "")).trim();
  if (remembered) return known(plan, remembered, memberFile);
  if (plan?.members.length === 1) return plan.members[0]?.name;
  return plan && (await memberOfGit(plan, root));
}

/**
 * Checks that somebody is in the plan; without a plan, that the name can be a folder.
 *
 * @param source where the name comes from
 * @throws CourseError otherwise
 */
function known(plan: Plan | undefined, name: string, source: string): string {
  const names = plan?.members.map((member) => member.name);
  if (names ? names.includes(name) : memberName.safeParse(name).success) return name;
  const expected = names ? `a member of ${planFile} (${names.join(", ")})` : "a name in lower case";
  throw new CourseError(`${source} should name ${expected}: ${name}`);
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
