import { requireInstall } from "../packages/course/src/doctor/require-install.ts";

// `doctor` is there to explain a broken install, so it alone starts on one.
if (process.argv[2] !== "doctor") requireInstall();
const { main } = await import("../packages/course/src/cli.ts");
process.exitCode = await main(process.argv.slice(2));
