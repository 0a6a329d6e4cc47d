/** What one check of `course doctor` found. */
export interface Finding {
  /** `fail`: the course will not run; `warn`: a part of it will not, or slower. */
  status: "ok" | "warn" | "fail";
  /** What is there, in one line. */
  text: string;
  /** What to do about it, in one line; a failure always has it. */
  mend?: string;
}

export interface Check {
  name: string;
  run(): Finding | Promise<Finding>;
}

/**
 * What repairs an incomplete install, on every system. Without `--force` pnpm looks at its own records only, and calls an
 * install with missing files up to date.
 */
export const INSTALL = "run: npx -y pnpm@12 install --force";
