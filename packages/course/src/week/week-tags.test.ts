import { expect, it } from "vitest";
import { freeTag } from "./week-tags.ts";

it.each([
  [[], "ada", "week-1-ada"],
  [[], undefined, "week-1"],
  [["week-1-ada", "week-1-charles", "week-1-charles.2"], "ada", "week-1-ada.2"],
  [["week-1", "week-1.2", "week-1-ada.7"], undefined, "week-1.3"],
  [["week-1-ada", "week-1-ada.3", "week-1-ada.later"], "ada", "week-1-ada.4"],
  // A dot may be part of a member's name.
  [["week-1-ada", "week-1-ada.2"], "ada.2", "week-1-ada.2.2"],
])("gives a tag that nobody has: %j for %s", (tags, member, expected) => {
  expect(freeTag(1, tags, member)).toBe(expected);
});
