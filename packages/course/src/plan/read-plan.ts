import { existsSync } from "node:fs";
import { join } from "node:path";
import { chapters } from "../data/chapters.ts";
import { readYamlFile, type YamlFile } from "../data/read-yaml-file.ts";
import { CourseError } from "../errors.ts";
import { projectRoot } from "../run/project.ts";
import { type Member, type PlanFile, planFileSchema, type Week } from "./plan-schema.ts";

/** The plan's file, at the root of the repository. */
export const planFile = "course.config.yaml";

/** Who does what, and when. */
export interface Plan {
  readonly members: readonly Member[];
  readonly weeks: readonly Week[];
  /** The name of the member who organizes each chapter, by the chapter's number. */
  readonly organizers: ReadonlyMap<number, string>;
}

/**
 * Reads the team's plan, `course.config.yaml`.
 *
 * @param root the repository; default this one
 * @throws FileError with the line of what is wrong: names that are twice there, dates that are none, weeks that overlap,
 * chapters in no week or in two, organizers who are no members; CourseError where there is no plan
 */
export function readPlan(root = projectRoot): Plan {
  if (!existsSync(join(root, planFile)))
    throw new CourseError(
      `no plan; write one like the course's own at the root of the repository: ${planFile}`,
    );
  const file = readYamlFile(planFile, { root, schema: planFileSchema });
  checkMembers(file);
  checkDates(file);
  checkChapters(file);
  checkOrganizers(file);
  const { members, organizers } = file.value;
  const weeks = file.value.weeks.map((week, i) => ({ ...week, number: i + 1 }));
  const turns = weeks
    .flatMap((week) => week.chapters)
    .map((chapter, i) => [chapter, members[i % members.length]?.name ?? ""] as const);
  const named = Object.entries(organizers ?? {}).map(([chapter, name]) => [Number(chapter), name] as const);
  return { members, weeks, organizers: new Map([...turns, ...named]) };
}

/** The team's plan; undefined where there is none. */
export const findPlan = (root: string): Plan | undefined =>
  existsSync(join(root, planFile)) ? readPlan(root) : undefined;

function checkMembers({ value: { members }, error }: YamlFile<PlanFile>): void {
  for (const key of ["name", "git"] as const) {
    const seen = new Set<string>();
    for (const [i, member] of members.entries()) {
      const value = member[key]?.toLowerCase();
      if (value === undefined) continue;
      if (seen.has(value))
        throw error(["members", i, key], `another ${key} than that of another member expected: ${value}`);
      seen.add(value);
    }
  }
}

function checkDates({ value: { weeks }, error }: YamlFile<PlanFile>): void {
  for (const [i, { from, to }] of weeks.entries()) {
    // Dates of ISO 8601 are in the order of their text.
    if (to < from) throw error(["weeks", i, "to"], `a day from ${from} on expected: ${to}`);
    const before = weeks[i - 1];
    if (before && from <= before.to)
      throw error(
        ["weeks", i, "from"],
        `weeks overlap, a day after ${before.to}, when week ${i} ends, expected: ${from}`,
      );
  }
}

function checkChapters({ value: { weeks }, error }: YamlFile<PlanFile>): void {
  const weekOf = new Map<number, number>();
  for (const [i, week] of weeks.entries()) {
    for (const [k, chapter] of week.chapters.entries()) {
      const path = ["weeks", i, "chapters", k];
      if (!chapters.some(({ number }) => number === chapter))
        throw error(path, `a chapter from 0 to ${chapters.length - 1} expected: ${chapter}`);
      const other = weekOf.get(chapter);
      if (other !== undefined)
        throw error(path, `a chapter that is not in week ${other} already expected: ${chapter}`);
      weekOf.set(chapter, i + 1);
    }
  }
  const missing = chapters.filter(({ number }) => !weekOf.has(number)).map(({ number }) => number);
  if (missing.length > 0)
    throw error(["weeks"], `nobody owns what is in no week, put it in one: chapter ${missing.join(", ")}`);
}

function checkOrganizers({ value: { members, organizers }, error }: YamlFile<PlanFile>): void {
  for (const [chapter, name] of Object.entries(organizers ?? {})) {
    const path = ["organizers", chapter];
    if (!chapters.some(({ number }) => String(number) === chapter))
      throw error(path, `a chapter from 0 to ${chapters.length - 1} expected: ${chapter}`);
    if (!members.some((member) => member.name === name))
      throw error(
        path,
        `nobody owns chapter ${chapter}, one of ${members.map((member) => member.name).join(", ")} expected: ${name}`,
      );
  }
}
