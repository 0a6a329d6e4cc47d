import { availableParallelism, cpus, totalmem } from "node:os";
import { platform } from "../run/project.ts";

/** What a measured figure needs beside it to mean something. */
export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  platform,
  node: process.version,
});
