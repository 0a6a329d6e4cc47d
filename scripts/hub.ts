import { requireInstall } from "../packages/course/src/doctor/require-install.ts";

requireInstall();
const { main } = await import("../packages/course/src/cli.ts");
process.exitCode = await main(["hub", ...process.argv.slice(2)]);
