import type { Check, Finding } from "./finding.ts";

/** A finding with the name of its check. */
export interface NamedFinding extends Finding {
  name: string;
}

/** Runs the checks in order, one at a time; a check that throws is a failure with the error's first line. */
export async function* runChecks(checks: readonly Check[]): AsyncGenerator<NamedFinding> {
  for (const { name, run } of checks) {
    try {
      yield { name, ...(await run()) };
    } catch (error) {
      const text = `the check itself failed: ${(error as Error).message.split("\n")[0]}`;
      yield { name, status: "fail", text, mend: "mend what is reported above first, then run doctor again" };
    }
  }
}

/** `[ok]`, `[warn]` or `[fail]`, what was found, and on a second line what to do. */
export function formatFinding({ name, status, text, mend }: NamedFinding): string {
  const line = `${`[${status}]`.padEnd(6)} ${name}: ${text}`;
  return mend ? `${line}\n       ${mend}` : line;
}
