import { basename, resolve } from "node:path";
import type { TrainingArguments } from "./training-arguments.ts";

/** Where on the Hub a training goes, and as whom. */
export function hubTarget(args: TrainingArguments) {
  const { hubModelId, hubPrivateRepo, hubToken, outputDir } = args;
  return {
    repo: hubModelId ?? basename(resolve(outputDir)),
    ...(hubPrivateRepo !== undefined && { private: hubPrivateRepo }),
    ...(hubToken !== undefined && { token: hubToken }),
  };
}
