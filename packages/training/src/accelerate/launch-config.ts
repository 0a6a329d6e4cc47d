import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { writeAtomically } from "@llm-course/onnx";
import envPaths from "env-paths";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { LaunchConfigError } from "./errors.ts";

const count = z.int().positive();

/** The file, with the names that Hugging Face's `accelerate config` writes. */
const fileSchema = z.strictObject({
  num_processes: count.default(1),
  gradient_accumulation_steps: count.default(1),
});

export interface LaunchConfig {
  /** Default: 1. */
  readonly numProcesses: number;
  /** What an `Accelerator` takes that is not told otherwise. Default: 1. */
  readonly gradientAccumulationSteps: number;
}

/** Where the defaults are: `accelerate` in the folder `COURSE_CONFIG` names, else in the system's folder for settings. */
export function launchConfigPath(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const root = env.COURSE_CONFIG?.trim();
  const folder = root ? resolve(root) : envPaths("llm-course", { suffix: "" }).config;
  return join(folder, "accelerate", "default_config.yaml");
}

/**
 * The defaults of launches; where there is no file, 1 for all.
 *
 * @param given settings that go before those of the file
 * @throws LaunchConfigError for a file that is no YAML, and settings that are unknown or out of range
 */
export async function readLaunchConfig(given: Partial<LaunchConfig> = {}): Promise<LaunchConfig> {
  const path = launchConfigPath();
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new LaunchConfigError(path, error);
  });
  const file = checked(path, parsed(path, text) ?? {});
  return fromFile(checked("the options", { ...file, ...toFile(given) }));
}

/**
 * Writes the defaults of launches; settings that are not given stay.
 *
 * @throws LaunchConfigError for settings out of range, and a file that is not valid; nothing is written then
 */
export async function writeLaunchConfig(given: Partial<LaunchConfig>): Promise<LaunchConfig> {
  const config = await readLaunchConfig(given);
  const path = launchConfigPath();
  await mkdir(dirname(path), { recursive: true });
  await writeAtomically(path, (file) => file.writeFile(stringify(toFile(config))));
  return config;
}

function parsed(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new LaunchConfigError(path, error as Error);
  }
}

function checked(source: string, settings: unknown): z.infer<typeof fileSchema> {
  const { data, error } = fileSchema.safeParse(settings, { reportInput: true });
  if (error) throw new LaunchConfigError(source, error);
  return data;
}

/** Without those that are not given. */
function toFile({ numProcesses, gradientAccumulationSteps }: Partial<LaunchConfig>) {
  return {
    ...(numProcesses !== undefined && { num_processes: numProcesses }),
    ...(gradientAccumulationSteps !== undefined && {
      gradient_accumulation_steps: gradientAccumulationSteps,
    }),
  };
}

function fromFile(file: z.infer<typeof fileSchema>): LaunchConfig {
  return { numProcesses: file.num_processes, gradientAccumulationSteps: file.gradient_accumulation_steps };
}
