import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Name and driver version of each NVIDIA GPU, as nvidia-smi prints them; undefined when there is no driver. */
export async function nvidiaDriver(): Promise<string[] | undefined> {
  try {
    const query = ["--query-gpu=name,driver_version", "--format=csv,noheader"];
    const { stdout } = await promisify(execFile)("nvidia-smi", query);
    return stdout.trim().split(/\r?\n/);
  } catch {
    return undefined;
  }
}
