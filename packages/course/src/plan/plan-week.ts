import { CourseError } from "../errors.ts";
import type { Week } from "./plan-schema.ts";
import { type Plan, planFile } from "./read-plan.ts";

/** The day of a date where the learner is, as `2030-01-31`. */
export function localDay(date = new Date()): string {
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return [String(year).padStart(4, "0"), ...[month, day].map((part) => String(part).padStart(2, "0"))].join(
    "-",
  );
}

/**
 * A week of the plan.
 *
 * @param number default: the week that `today` is in, else the one that begins next, else the last
 * @throws CourseError when the plan has no such week
 */
export function planWeek({ weeks }: Plan, number?: number, today = localDay()): Week {
  const found =
    number === undefined
      ? (weeks.find(({ to }) => today <= to) ?? weeks.at(-1))
      : weeks.find((week) => week.number === number);
  if (!found)
    throw new CourseError(`${planFile} has the weeks 1 to ${weeks.length}, one of them expected: ${number}`, {
      exitCode: 2,
    });
  return found;
}
