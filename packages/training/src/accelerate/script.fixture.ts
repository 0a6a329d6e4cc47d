// A script that the tests launch; its first argument says how it ends.
import { Accelerator } from "./accelerator.ts";

const [end, ...rest] = process.argv.slice(2);
const accelerator = new Accelerator();
const { processIndex, numProcesses, gradientAccumulationSteps } = accelerator;
console.log(
  `process ${processIndex} of ${numProcesses}, ${gradientAccumulationSteps} steps: ${JSON.stringify(rest)}`,
);
accelerator.print("once");
await accelerator.waitForEveryone();
if (end === "throw" && !accelerator.isMainProcess) throw new RangeError("out of luck");
if (end === "exit" && accelerator.isMainProcess) process.exit(3);
if (end !== "finish") await accelerator.gather(1);
while (end === "hang") await new Promise((resolve) => setTimeout(resolve, 1000));
