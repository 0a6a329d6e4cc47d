import { spawn } from "node:child_process";
import { once } from "node:events";
import { projectRoot } from "./project.ts";

/**
 * Runs a tool of the repository, a script for Node, to its end.
 *
 * @param live whether its output goes straight to ours; otherwise it is returned
 */
export async function runTool(
  argv: string[],
  { live = false, signal }: { live?: boolean; signal: AbortSignal },
): Promise<{ ok: boolean; output: string }> {
  // Vitest colours what it writes to a file or a pipe too, unless it is told not to.
  const plain = !process.stdout.isTTY && process.env.FORCE_COLOR === undefined;
  const child = spawn(process.execPath, argv, {
    cwd: projectRoot,
    env: plain ? { ...process.env, NO_COLOR: "1" } : process.env,
    stdio: ["ignore", live ? "inherit" : "pipe", live ? "inherit" : "pipe"],
  });
  const stop = () => child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, "close");
  signal.removeEventListener("abort", stop);
  return { ok: code === 0, output: output.trim() };
}
