import { inspect } from "node:util";
import { beforeEach, expect, test, vi } from "vitest";
import { CourseError } from "../errors.ts";
import { exercise } from "./exercise.ts";
import { Verdict } from "./verdict.ts";

const recordEvent = vi.hoisted(() => vi.fn());
vi.mock("../progress/index.ts", () => ({ recordEvent, unknownMemberHint: "nobody is known" }));
beforeEach(() => {
  recordEvent.mockReset().mockResolvedValue({ id: "1" });
});

type Bundle = Record<string, string>;
const shown = async (value: object): Promise<Bundle> =>
  Reflect.get(value, Symbol.for("Jupyter.display")).call(value);

test("shows its prompt, its hints one after the other, and our answer", async () => {
  const e = exercise("2.5.2");
  const prompt = await shown(e);
  expect(prompt["text/markdown"]).toMatch(/^\*\*Exercise 2\.5\.2 · Padding by hand\*\*/);
  expect(prompt["text/plain"]).toBe(prompt["text/markdown"]);
  expect((await shown(e.hint()))["text/markdown"]).toMatch(/^\*\*Hint 1 of 3\.\*\* How long/);
  expect((await shown(e.hint()))["text/markdown"]).toMatch(/^\*\*Hint 2 of 3/);
  expect((await shown(e.hint()))["text/markdown"]).toMatch(/^\*\*Hint 3 of 3.*last hint/s);
  expect((await shown(e.hint()))["text/markdown"]).toMatch(/^\*\*Hint 3 of 3/);
  expect((await shown(e.solution()))["text/markdown"]).toMatch(/```ts\nexport const answer = .*```$/s);
});

test("an answer is right, wrong or not there, and never throws", async () => {
  const e = exercise("2.5.2");
  expect((await e.check(undefined)).status).toBe("unanswered");
  expect(`${await e.check(undefined)}`).toBe(
    "… Not answered yet. Put your answer in place of `undefined`; `hint()` helps.",
  );
  const verdict = await e.check(5 as never);
  expect(verdict.correct).toBe(false);
  expect(verdict.reason).toMatch(/a function/);
});

test("records what came of an answer, and nothing where there is none", async () => {
  const e = exercise("2.5.2");
  await e.check(undefined);
  expect(recordEvent).not.toHaveBeenCalled();
  const verdict = await e.check(5 as never);
  expect(verdict.note).toBeUndefined();
  const result = { correct: false, reason: verdict.reason };
  expect(recordEvent.mock.calls).toEqual([[{ kind: "exercise", subject: "2.5.2", result }]]);
});

test("says where progress was not recorded, and why", async () => {
  recordEvent.mockResolvedValueOnce(undefined);
  expect((await exercise("2.5.2").check(5 as never)).note).toBe("Progress: nobody is known");
  recordEvent.mockRejectedValueOnce(new Error("disk full"));
  const verdict = await exercise("2.5.2").check(5 as never);
  expect(`${verdict}`).toMatch(/^✗ Not yet\. .*\nProgress: nothing was recorded, Error: disk full$/);
});

test("a function in place of the answer has the types of the right one", async () => {
  // Without them `rows` would be an implicit any, which neither tsc nor a notebook takes.
  const verdict = await exercise("2.5.2").check((rows, padTokenId) =>
    rows.map((row) => [...row, padTokenId]),
  );
  expect(verdict.reason).toMatch(/`input_ids` of .* should have 3 lists/);
});

test("an unknown id names those that are like it", () => {
  expect(() => exercise("2.5.22")).toThrow(CourseError);
  expect(() => exercise("2.5.22")).toThrow(/nearest: .*2\.5\.2.*: 2\.5\.22$/);
});

test("a verdict is words, a status for screen readers, and safe", async () => {
  const verdict = new Verdict("wrong", "`f(<b>)` gave <script>alert(1)</script>.", "Nothing was recorded.");
  const { "text/plain": text, "text/html": markup } = await shown(verdict);
  expect(text).toBe("✗ Not yet. `f(<b>)` gave <script>alert(1)</script>.\nNothing was recorded.");
  expect(inspect(verdict)).toBe(text);
  expect(markup).toContain('role="status"');
  expect(markup).toContain("<strong>Not yet.</strong> <code>f(&#60;b&#62;)</code> gave &#60;script&#62;");
  expect(markup).not.toContain("<script>");
  // Colours of text and ground are the page's own.
  expect(markup).not.toMatch(/[^-]color:|background/);
});
