import { requireInstall } from "../packages/course/src/doctor/require-install.ts";

requireInstall();
const { INTERRUPTED, interrupt, listenForInterrupts } = await import("../packages/course/src/interrupt.ts");
const { testAll } = await import("../packages/course/src/run/test-all.ts");
listenForInterrupts();
const passed = await testAll(interrupt);
process.exit(interrupt.aborted ? INTERRUPTED : passed ? 0 : 1);
