import { expect, test } from "vitest";
import { PackageDataError } from "../errors.ts";
import { checkTexts } from "./check-texts.ts";

test("texts are taken by their hash alone, with where one ends", () => {
  // printf 'ab\0é\0' | sha256sum
  const sha256 = "26671ddc996550b06619df4147492a0868da6692e3d1149a26e3dadf47436550";
  expect(() => checkTexts("some", ["ab", "é"], sha256)).not.toThrow();
  for (const texts of [["ab"], ["a", "bé"], ["é", "ab"]])
    expect(() => checkTexts("some", texts, sha256)).toThrow(PackageDataError);
});
