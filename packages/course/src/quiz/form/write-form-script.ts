import { writeFileSync } from "node:fs";
import { buildFormScript, builtScript } from "./build-form-script.ts";

// Run it after a change of quiz-form.ts: it writes built/ anew.
writeFileSync(builtScript, `${buildFormScript()}\n`);
