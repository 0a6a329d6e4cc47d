import { expect, it } from "vitest";
import { nearest } from "./nearest.ts";

it("finds the ids most alike, with another namespace, another case or a slip", () => {
  const known = ["openai/gpt2", "google-bert/bert-base-cased", "google-t5/t5-small", "camembert-base"];
  expect(nearest("bert-base-cased", known)[0]).toBe("google-bert/bert-base-cased");
  expect(nearest("GPT2", known)[0]).toBe("openai/gpt2");
  expect(nearest("google-t5/t5-smal", known, 1)).toEqual(["google-t5/t5-small"]);
  expect(nearest("x", [])).toEqual([]);
});
