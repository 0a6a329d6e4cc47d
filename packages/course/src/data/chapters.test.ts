import { expect, it } from "vitest";
import { chapters } from "./chapters.ts";

it("has the chapters 0 to 12 in order, each with the number of sections the course has", () => {
  const sections = [1, 11, 9, 7, 6, 8, 11, 9, 7, 9, 7, 7, 8];
  expect(chapters.map((chapter) => chapter.number)).toEqual(sections.map((_, number) => number));
  expect(chapters.map((chapter) => chapter.sections.length)).toEqual(sections);
});

it("makes each slug of the number and of words of the title, in their order", () => {
  for (const { number, slug, title } of chapters) {
    const words = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    const [digits, name = ""] = slug.split(/-(.*)/);
    expect(digits).toBe(String(number).padStart(2, "0"));
    expect(name).not.toBe("");
    expect(`-${words}-`).toContain(`-${name}-`);
  }
});

it("numbers sections within their chapter without a gap or a repeat", () => {
  for (const chapter of chapters) {
    const numbers = chapter.sections.map((section) => section.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const plain = numbers.filter((number) => !number.endsWith("b"));
    expect(plain).toEqual(plain.map((_, index) => `${chapter.number}.${index + 1}`));
  }
});
