import { checkInstall, IncompleteInstallError } from "./check-install.ts";
import { type Check, INSTALL } from "./finding.ts";

/** What package.json and the lockfile ask for is in node_modules. */
export function installCheck(check: () => void = checkInstall): Check {
  return {
    name: "install",
    run() {
      try {
        check();
        return { status: "ok", text: "every package and native part is there" };
      } catch (error) {
        if (!(error instanceof IncompleteInstallError)) throw error;
        const [text = "", mend] = error.message.split(/; (?=run: )/);
        return { status: "fail", text: text.replace("incomplete install: ", ""), mend: mend ?? INSTALL };
      }
    },
  };
}
