import { writeFileSync } from "node:fs";
import { buildPageScript, builtScript, pageScripts } from "./build-page-script.ts";

// Run it after a change in page/ or shared/: it writes built/ anew.
for (const name of pageScripts) writeFileSync(builtScript(name), `${buildPageScript(name)}\n`);
