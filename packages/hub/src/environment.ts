import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { InvalidSettingError } from "./errors.ts";

const variables = z.object({
  HF_ENDPOINT: z.string().optional(),
  HF_HOME: z.string().optional(),
  HF_HUB_CACHE: z.string().optional(),
  HF_HUB_OFFLINE: z.string().optional(),
  HF_TOKEN: z.string().optional(),
  HF_TOKEN_PATH: z.string().optional(),
  XDG_CACHE_HOME: z.string().optional(),
});

export interface HubEnvironment {
  /** Origin, and path where there is one, of the Hub; no trailing slash. */
  endpoint: string;
  cacheDir: string;
  tokenPath: string;
  /** `HF_TOKEN`; the token file is read by `getToken`. */
  token: string | undefined;
  offline: boolean;
}

/**
 * The settings of `huggingface_hub`, read from the same variables with the same defaults. They are read at
 * every call, so a notebook cell may set them. An empty variable counts as not set.
 */
export function hubEnvironment(env: Record<string, string | undefined> = process.env): HubEnvironment {
  const set = variables.parse(Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim())));
  const cacheHome = set.XDG_CACHE_HOME ? expandHome(set.XDG_CACHE_HOME) : join(homedir(), ".cache");
  const home = set.HF_HOME ? expandHome(set.HF_HOME) : join(cacheHome, "huggingface");
  return {
    endpoint: parseEndpoint(set.HF_ENDPOINT ?? "https://huggingface.co", "HF_ENDPOINT"),
    cacheDir: resolve(set.HF_HUB_CACHE ? expandHome(set.HF_HUB_CACHE) : join(home, "hub")),
    tokenPath: resolve(set.HF_TOKEN_PATH ? expandHome(set.HF_TOKEN_PATH) : join(home, "token")),
    token: set.HF_TOKEN,
    offline: ["1", "ON", "YES", "TRUE"].includes((set.HF_HUB_OFFLINE ?? "").trim().toUpperCase()),
  };
}

/** @throws InvalidSettingError; it names the setting and leaves out the value, which may hold a password. */
export function parseEndpoint(value: string, setting: string): string {
  const url = URL.parse(value.trim());
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username || url.password || url.search) {
    throw new InvalidSettingError(
      setting,
      `invalid ${setting}; expected an http(s) URL without credentials or query`,
    );
  }
  return url.href.replace(/\/+$/, "");
}

function expandHome(path: string): string {
  return /^~(?=[/\\]|$)/.test(path) ? join(homedir(), path.slice(1)) : path;
}
