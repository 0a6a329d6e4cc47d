import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { KernelspecError } from "./errors.ts";

const kernelJson = z.looseObject({
  argv: z.array(z.string()).min(1),
  display_name: z.string(),
  language: z.string(),
  interrupt_mode: z.enum(["signal", "message"]).default("signal"),
  env: z.record(z.string(), z.string()).default({}),
});

/** How a kernel is started, from its `kernel.json`; `name` is the folder's, as Jupyter has it. */
export interface Kernelspec extends z.infer<typeof kernelJson> {
  name: string;
}

/**
 * Reads the kernelspec in a folder and puts the folder's path where `argv` says `{resource_dir}`.
 *
 * @throws KernelspecError when the folder has no valid `kernel.json`.
 */
export async function readKernelspec(folder: string): Promise<Kernelspec> {
  const path = join(folder, "kernel.json");
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const cause = error instanceof SyntaxError ? "not JSON" : (error as NodeJS.ErrnoException).code;
    throw new KernelspecError(
      `expected the folder of a kernelspec, with kernel.json (${cause}); got ${folder}`,
    );
  }
  const parsed = kernelJson.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new KernelspecError(`${path}: invalid kernelspec: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { argv, ...rest } = parsed.data;
  const absolute = resolve(folder);
  return {
    ...rest,
    name: basename(absolute),
    argv: argv.map((argument) => argument.replaceAll("{resource_dir}", absolute)),
  };
}
