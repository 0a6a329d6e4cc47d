import type { Check } from "./finding.ts";

/** Whether there is a Hub token. It is never shown; only the hub profile needs one, for uploads and gated models. */
export function hubTokenCheck(read: () => Promise<string | undefined>): Check {
  return {
    name: "hub token",
    async run() {
      try {
        return { status: "ok", text: (await read()) ? "present" : "absent; the offline profile needs none" };
      } catch (error) {
        return {
          status: "warn",
          text: (error as Error).message,
          mend: "set HF_TOKEN to a token from huggingface.co/settings/tokens",
        };
      }
    },
  };
}

/** Whether there is a GitHub token. It is never shown; it only raises GitHub's rate limit in chapter 5. */
export function githubTokenCheck(env: NodeJS.ProcessEnv = process.env): Check {
  return {
    name: "github token",
    run() {
      const name = ["GITHUB_TOKEN", "GH_TOKEN"].find((variable) => env[variable]?.trim());
      return { status: "ok", text: name ? `present in ${name}` : "absent; the offline profile needs none" };
    },
  };
}
