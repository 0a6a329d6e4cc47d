import { expect, it } from "vitest";
import { nativePartsCheck } from "./native-parts.ts";

it("loads the native parts that are installed", () => {
  expect(nativePartsCheck().run()).toMatchObject({ status: "ok" });
});

it("names the part that does not load and the first line of why", () => {
  const check = nativePartsCheck((name) => {
    if (name === "zeromq") throw new Error("No compatible zeromq.js addon found\nrequire stack");
  });
  expect(check.run()).toMatchObject({
    status: "fail",
    text: "cannot load zeromq (No compatible zeromq.js addon found)",
    mend: expect.stringContaining("pnpm@12 install"),
  });
});
