import { show } from "../show.ts";
import { alike } from "./alike.ts";

/** What was given and what is right, as words; of long values the first place where they differ. */
export function difference(given: unknown, expected: unknown): string {
  const whole = `${show(given)}; ${show(expected)} is right.`;
  if (whole.length <= 240) return whole;
  const [at, inGiven, inExpected] = firstDifference(given, expected);
  return at === "" ? whole : `${show(inGiven)} at ${at}; ${show(inExpected)} is right there.`;
}

function firstDifference(given: unknown, expected: unknown, at = ""): [at: string, unknown, unknown] {
  if (isPlain(given) && isPlain(expected) && Array.isArray(given) === Array.isArray(expected))
    for (const key of new Set([...Object.keys(expected), ...Object.keys(given)])) {
      const [a, b] = [given[key], expected[key]];
      if (!alike(a, b)) return firstDifference(a, b, Array.isArray(given) ? `${at}[${key}]` : `${at}.${key}`);
    }
  return [at, given, expected];
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return Array.isArray(value) || (typeof value === "object" && value?.constructor === Object);
}
