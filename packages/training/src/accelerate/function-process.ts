// A process of `notebookLauncher`: calls a function of a module and posts what it returns.
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { LaunchError } from "./errors.ts";

const schema = z.object({ module: z.string(), export: z.string(), args: z.array(z.unknown()).readonly() });

export type FunctionData = z.infer<typeof schema>;

const call = schema.parse(workerData.call);
const exported = (await import(call.module))[call.export];
if (typeof exported !== "function")
  throw new LaunchError(`${call.module} exports no function of the name: ${call.export}`);
const result = await exported(...call.args);
try {
  parentPort?.postMessage(result);
} catch (cause) {
  const { message } = cause as Error;
  throw new LaunchError(`${call.export} must return plain data, which can be cloned: ${message}`, { cause });
}
