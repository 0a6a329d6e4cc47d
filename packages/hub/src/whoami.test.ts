import { describe, expect, it, vi } from "vitest";
import { HubServer } from "../test/hub-server.ts";
import { InvalidSettingError, UnauthorizedError } from "./errors.ts";
import { whoami } from "./whoami.ts";

describe("whoami", () => {
  it("names the account of a token, and refuses a wrong one or none", async () => {
    await using hub = await HubServer.start();
    const { endpoint, token } = hub;
    expect(await whoami({ endpoint, token })).toEqual({
      type: "user",
      name: "ada",
      orgs: [{ name: "course" }],
    });
    const refused = await whoami({ endpoint, token: "hf_wrong" }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UnauthorizedError);
    expect(String(refused)).not.toContain("hf_wrong");
    await expect(whoami({ endpoint, token: null })).rejects.toThrow(InvalidSettingError);
  });

  it("uses HF_ENDPOINT and HF_TOKEN", async () => {
    await using hub = await HubServer.start();
    vi.stubEnv("HF_ENDPOINT", hub.endpoint);
    vi.stubEnv("HF_TOKEN", hub.token);
    expect((await whoami()).name).toBe("ada");
    vi.unstubAllEnvs();
  });
});
