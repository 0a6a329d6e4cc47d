import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { hubEnvironment } from "./environment.ts";
import { InvalidSettingError } from "./errors.ts";

describe("hubEnvironment", () => {
  it("has the defaults of huggingface_hub", () => {
    const home = join(homedir(), ".cache", "huggingface");
    const defaults = {
      endpoint: "https://huggingface.co",
      cacheDir: join(home, "hub"),
      tokenPath: join(home, "token"),
      token: undefined,
      offline: false,
    };
    expect(hubEnvironment({})).toEqual(defaults);
    const empty = { HF_ENDPOINT: "", HF_HOME: " ", HF_HUB_CACHE: "", HF_TOKEN: "", XDG_CACHE_HOME: "" };
    expect(hubEnvironment(empty)).toEqual(defaults);
  });

  it.each([
    [{ XDG_CACHE_HOME: "/x" }, "/x/huggingface/hub", "/x/huggingface/token"],
    [{ XDG_CACHE_HOME: "/x", HF_HOME: "/h" }, "/h/hub", "/h/token"],
    [{ HF_HOME: "/h", HF_HUB_CACHE: "/c" }, "/c", "/h/token"],
    [{ HF_HOME: "/h", HF_TOKEN_PATH: "/t/token.txt" }, "/h/hub", "/t/token.txt"],
    [{ HF_HOME: "~/h" }, join(homedir(), "h", "hub"), join(homedir(), "h", "token")],
  ])("places the cache and the token by %j", (env, cacheDir, tokenPath) => {
    expect(hubEnvironment(env)).toMatchObject({ cacheDir: resolve(cacheDir), tokenPath: resolve(tokenPath) });
  });

  it.each(["1", "on", "YES", "True"])("is offline with HF_HUB_OFFLINE=%s", (value) => {
    expect(hubEnvironment({ HF_HUB_OFFLINE: value }).offline).toBe(true);
  });

  it.each(["0", "no", "false", ""])("is not offline with HF_HUB_OFFLINE=%j", (value) => {
    expect(hubEnvironment({ HF_HUB_OFFLINE: value }).offline).toBe(false);
  });

  it("takes an endpoint with a path, without its last slash", () => {
    expect(hubEnvironment({ HF_ENDPOINT: "http://127.0.0.1:8080/hf/" }).endpoint).toBe(
      "http://127.0.0.1:8080/hf",
    );
  });

  it.each(["ftp://x", "huggingface.co", "https://ada:s3cret@x.org", "https://x.org/?token=s3cret"])(
    "refuses the endpoint %s without repeating it",
    (value) => {
      expect(() => hubEnvironment({ HF_ENDPOINT: value })).toThrow(InvalidSettingError);
      expect(() => hubEnvironment({ HF_ENDPOINT: value })).toThrow(/^((?!s3cret).)*$/);
    },
  );
});
