import { type Check, INSTALL } from "./finding.ts";

/** The running Node's version against the one package.json pins. */
export function nodeVersionCheck(pinned: string, running: string = process.versions.node): Check {
  return {
    name: "node",
    run() {
      if (running === pinned) return { status: "ok", text: running };
      return {
        status: "fail",
        text: `${running} is running, ${pinned} is pinned`,
        mend: `start through pnpm, which uses the pinned one: npx -y pnpm@12 course doctor; if that does not help, ${INSTALL}`,
      };
    },
  };
}
