import { expect, it } from "vitest";
import { nodeVersionCheck } from "./node-version.ts";

it("accepts the pinned version only", () => {
  expect(nodeVersionCheck("24.21.0", "24.21.0").run()).toEqual({ status: "ok", text: "24.21.0" });
  expect(nodeVersionCheck("24.21.0", "24.20.0").run()).toMatchObject({
    status: "fail",
    text: "24.20.0 is running, 24.21.0 is pinned",
    mend: expect.stringContaining("npx -y pnpm@12"),
  });
});
