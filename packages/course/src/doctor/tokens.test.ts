import { expect, it } from "vitest";
import { githubTokenCheck, hubTokenCheck } from "./tokens.ts";

it("never shows a token", async () => {
  expect(await hubTokenCheck(async () => "hf_secret").run()).toEqual({ status: "ok", text: "present" });
  expect(githubTokenCheck({ GH_TOKEN: "ghp_secret" }).run()).toEqual({
    status: "ok",
    text: "present in GH_TOKEN",
  });
});

it("is content without tokens", async () => {
  expect(await hubTokenCheck(async () => undefined).run()).toMatchObject({ status: "ok" });
  expect(githubTokenCheck({ GITHUB_TOKEN: " " }).run()).toMatchObject({
    status: "ok",
    text: expect.stringContaining("absent"),
  });
});

it("warns of a token that cannot be one", async () => {
  const check = hubTokenCheck(async () => {
    throw new Error("invalid HF_TOKEN; expected printable ASCII without spaces");
  });
  expect(await check.run()).toMatchObject({ status: "warn", mend: expect.stringContaining("HF_TOKEN") });
});
