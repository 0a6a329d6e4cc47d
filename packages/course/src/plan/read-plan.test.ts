import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { planWeek } from "./plan-week.ts";
import { readPlan } from "./read-plan.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plan-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const lines = [
  "members:",
  "  - { name: ada, git: ada@example.org }",
  "  - { name: charles, git: charles@example.org }",
  "weeks:",
  "  - { from: 2030-01-07, to: 2030-01-13, chapters: [0, 1, 2, 3, 4] }",
  "  - { from: 2030-01-14, to: 2030-01-20, chapters: [5, 6, 7, 8, 9, 10, 11, 12] }",
  "  - { from: 2030-01-28, to: 2030-02-03, chapters: [] }",
  "organizers: { 3: ada }",
];
const write = (text: string) => writeFileSync(join(root, "course.config.yaml"), text);

it("reads the repository's own plan: four weeks, two members who take turns", () => {
  const { members, weeks, organizers } = readPlan();
  expect(members).toHaveLength(2);
  expect(weeks.map(({ chapters }) => chapters)).toEqual([[0, 1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], []]);
  const names = members.map(({ name }) => name);
  expect([...organizers]).toEqual(Array.from({ length: 13 }, (_, chapter) => [chapter, names[chapter % 2]]));
});

it("lets the plan say who organizes a chapter", () => {
  write(lines.join("\n"));
  const { organizers } = readPlan(root);
  expect([1, 2, 3, 4, 5].map((chapter) => organizers.get(chapter))).toEqual([
    ...["charles", "ada", "ada", "ada", "charles"],
  ]);
});

it.each([
  [1, "  - { name: ada }\n  - { name: ada }", 3, "another name than that of another member expected: ada"],
  [2, "  - { name: bob, git: ADA@example.org }", 3, "another git than that of another member"],
  [2, "  - { name: ../bob }", 3, /"members\[1\]\.name": a name of lower-case letters/],
  [5, "  - { from: 2030-01-13, to: 2030-01-20, chapters: [5] }", 6, "weeks overlap, a day after 2030-01-13"],
  [5, "  - { from: 2030-01-14, to: 2030-01-12, chapters: [5] }", 6, "a day from 2030-01-14 on expected"],
  [5, "  - { from: 2030-02-30, to: 2030-03-20, chapters: [5] }", 6, /"weeks\[1\]\.from": a date such as/],
  [5, "  - { from: soon, to: 2030-03-20, chapters: [5] }", 6, /a date such as 2030-01-31 expected: "soon"/],
  [
    5,
    "  - { from: 2030-01-14, to: 2030-01-20, chapters: [5, 6, 7, 8, 9, 10, 11] }",
    5,
    "nobody owns .* chapter 12",
  ],
  [5, "  - { from: 2030-01-14, to: 2030-01-20, chapters: [4, 5] }", 6, "not in week 1 already expected: 4"],
  [5, "  - { from: 2030-01-14, to: 2030-01-20, chapters: [13] }", 6, "a chapter from 0 to 12 expected: 13"],
  [7, "organizers:\n  1: ada\n  3: eve", 10, "nobody owns chapter 3, one of ada, charles expected: eve"],
  [7, "organizers: { 20: ada }", 8, "a chapter from 0 to 12 expected: 20"],
  [7, "organisers: { 3: ada }", 8, /"organisers": another key expected/],
  [7, "organizers: { 3: ada", 8, /./],
])("names the line when line %i is %j", (index, text, line, message) => {
  write(lines.with(index, text).join("\n"));
  expect(() => readPlan(root)).toThrow(new RegExp(`^course\\.config\\.yaml:${line}: `));
  expect(() => readPlan(root)).toThrow(message instanceof RegExp ? message : new RegExp(message));
});

it("says so when there is no plan, or no such week", () => {
  expect(() => readPlan(root)).toThrow("course.config.yaml");
  write(lines.join("\n"));
  expect(() => planWeek(readPlan(root), 4)).toThrow("has the weeks 1 to 3, one of them expected: 4");
});

it.each([
  ["2029-12-31", 1],
  ["2030-01-13", 1],
  ["2030-01-14", 2],
  ["2030-01-25", 3],
  ["2031-01-01", 3],
])("takes the week for %s: %i", (today, number) => {
  write(lines.join("\n"));
  expect(planWeek(readPlan(root), undefined, today).number).toBe(number);
});
