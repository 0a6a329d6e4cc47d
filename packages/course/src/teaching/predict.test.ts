import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Displayable, jupyterDisplay } from "@llm-course/notebook";
import { afterAll, expect, test } from "vitest";
import { readEvents } from "../progress/index.ts";
import { type Guess, predict } from "./predict.ts";

const root = mkdtempSync(join(tmpdir(), "predict-"));
afterAll(() => rmSync(root, { recursive: true }));

const bundle = async (value: Displayable) => (await value[jupyterDisplay]()) as Record<string, string>;

test("a guess is shown beside what came out, and recorded", async () => {
  const kept = predict("1.8-kept", "How many tokens are kept?", 30, { unit: "tokens" });
  expect((await bundle(kept))["text/plain"]).toBe("How many tokens are kept?\nYour guess: 30");
  const gap = await bundle(await kept.reveal(42, { member: "ada", root }));
  expect(gap["text/plain"]).toBe("You guessed 30 tokens. It is 42 tokens: you were 12 tokens too low.");
  expect(gap["text/html"]).toContain(`<svg role="img" aria-label="${gap["text/plain"]}"`);
  const events = await readEvents({ member: "ada", kind: "prediction", root });
  expect(events).toMatchObject([{ subject: "1.8-kept", result: { guess: 30, actual: 42 } }]);
});

test("without a guess nothing is recorded", async () => {
  const kept = predict("1.9-none", "Who?");
  expect((await bundle(kept))["text/plain"]).toContain("Put your guess into the cell");
  const gap = await bundle(await kept.reveal("nurse", { member: "grace", root }));
  expect(gap["text/plain"]).toBe("It is nurse. You made no guess.");
  expect(await readEvents({ member: "grace", root })).toEqual([]);
});

test("a guess of another type is said to be one", async () => {
  const kept = predict<Guess>("1.8-kept", "How many?", "many");
  await expect(kept.reveal(42, { member: "ada", root })).rejects.toThrow(
    "the guess for 1.8-kept is a string, what came out is a number; guess anew: many",
  );
});

test("a guess is text, not markup", async () => {
  const gap = await predict("1.1-x", "Which?", "<img src=x onerror=alert(1)>").reveal("a", {
    member: "ada",
    root,
  });
  expect((await bundle(gap))["text/html"]).not.toContain("<img");
});
