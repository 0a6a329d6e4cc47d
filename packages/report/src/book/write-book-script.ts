import { writeFileSync } from "node:fs";
import { buildBookScript, builtScript } from "./build-book-script.ts";

// Run it after a change of page/book.ts: it writes built/ anew.
writeFileSync(builtScript, buildBookScript());
