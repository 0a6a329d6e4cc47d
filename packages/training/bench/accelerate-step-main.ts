// Trains a case of the bench in so many processes and prints the seconds of a step over the whole batch.
import { notebookLauncher } from "../src/accelerate/notebook-launcher.ts";

const [name = "", numProcesses = "1"] = process.argv.slice(2);
const target = { module: new URL("./accelerate-step.ts", import.meta.url), export: "secondsPerStep" };
const seconds = await notebookLauncher(target, { args: [name], numProcesses: Number(numProcesses) });
console.log(JSON.stringify({ seconds: Math.max(...(seconds as number[])) }));
