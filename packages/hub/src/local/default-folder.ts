import { join } from "node:path";
import envPaths from "env-paths";

/** Where a local Hub keeps its repositories if nothing else is said: in the user's own data, which no one clears. */
export function defaultHubFolder(): string {
  return join(envPaths("llm-course", { suffix: "" }).data, "hub");
}
