import { publisher } from "./publisher.ts";

/**
 * Removes what the running cell has shown so far; outside a kernel, nothing.
 * @param options.wait keep the old output until the next one comes, which avoids flicker (default false).
 */
export function clearOutput(options: { wait?: boolean } = {}): void {
  publisher().clearOutput(options);
}
