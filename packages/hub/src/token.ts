import { readFile, rm } from "node:fs/promises";
import { hubEnvironment } from "./environment.ts";
import { InvalidSettingError } from "./errors.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/** Checks that a token can be a header value. The message leaves the token out: so would not the one of `fetch`. */
export function parseToken(value: string, setting: string): string {
  const token = value.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new InvalidSettingError(setting, `invalid ${setting}; expected printable ASCII without spaces`);
  }
  return token;
}

/** The token of `HF_TOKEN`, else of the token file (`HF_TOKEN_PATH`, default `$HF_HOME/token`), else undefined. */
export async function getToken(): Promise<string | undefined> {
  const { token, tokenPath } = hubEnvironment();
  if (token !== undefined) return parseToken(token, "HF_TOKEN");
  const saved = await readFile(tokenPath, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return saved.trim() ? parseToken(saved, "token file") : undefined;
}

/** Saves the token where `huggingface_hub` looks for it, readable by its owner only. `HF_TOKEN` still wins over it. */
export async function saveToken(token: string): Promise<void> {
  await writeFileAtomically(hubEnvironment().tokenPath, parseToken(token, "token"), 0o600);
}

/** Removes the token file; `HF_TOKEN` is left to its owner. */
export async function deleteToken(): Promise<void> {
  await rm(hubEnvironment().tokenPath, { force: true });
}
