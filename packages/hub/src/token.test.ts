import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../test/temporary-folder.ts";
import { resolveConnection } from "./connection.ts";
import { InvalidSettingError } from "./errors.ts";
import { deleteToken, getToken, saveToken } from "./token.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
  vi.stubEnv("HF_HOME", join(folder.path, "home"));
  vi.stubEnv("HF_TOKEN", "");
  vi.stubEnv("HF_TOKEN_PATH", "");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await folder[Symbol.asyncDispose]();
});

describe("the token", () => {
  it("is saved where huggingface_hub reads it, and deleted", async () => {
    expect(await getToken()).toBe(undefined);
    await saveToken(" hf_saved\n");
    expect(await readFile(join(folder.path, "home", "token"), "utf8")).toBe("hf_saved");
    expect(await readdir(join(folder.path, "home"))).toEqual(["token"]);
    expect(await getToken()).toBe("hf_saved");
    await deleteToken();
    await deleteToken();
    expect(await getToken()).toBe(undefined);
  });

  it.skipIf(process.platform === "win32")(
    "file is its owner's alone (skipped: no modes on Windows)",
    async () => {
      const path = join(folder.path, "home", "token");
      await mkdir(join(folder.path, "home"));
      await writeFile(path, "hf_old", { mode: 0o644 });
      await saveToken("hf_new");
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    },
  );

  it("comes from the argument, else HF_TOKEN, else the file", async () => {
    await saveToken("hf_file");
    vi.stubEnv("HF_TOKEN", "hf_environment\n");
    expect(await getToken()).toBe("hf_environment");
    expect((await resolveConnection({ token: "hf_argument" })).token).toBe("hf_argument");
    expect((await resolveConnection({ token: null })).token).toBe(undefined);
    expect((await resolveConnection({})).token).toBe("hf_environment");
    vi.stubEnv("HF_TOKEN", "");
    vi.stubEnv("HF_TOKEN_PATH", join(folder.path, "elsewhere"));
    expect(await getToken()).toBe(undefined);
  });

  it("that cannot be a header is refused without being shown, and the saved one stays", async () => {
    await saveToken("hf_good");
    const bad = "hf_s3cret\r\nX-Evil: 1";
    const error = await saveToken(bad).catch((failure: Error) => failure);
    expect(error).toBeInstanceOf(InvalidSettingError);
    expect(String(error)).not.toContain("s3cret");
    vi.stubEnv("HF_TOKEN", bad);
    await expect(getToken()).rejects.toThrow(/^((?!s3cret)[\s\S])*$/);
    vi.stubEnv("HF_TOKEN", "");
    expect(await getToken()).toBe("hf_good");
  });
});
