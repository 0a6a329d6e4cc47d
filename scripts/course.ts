import { enableCompileCache } from "node:module";
import { requireInstall } from "../packages/course/src/doctor/require-install.ts";

// Half of a short command's time is compiling what it loads; Node keeps the results in the system's temporary folder.
enableCompileCache();

// `doctor` explains a broken install, so it starts on one if it can.
if (process.argv[2] !== "doctor") requireInstall();
const { main } = await import("../packages/course/src/cli.ts").catch((error) => {
  requireInstall();
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
