const intervalMilliseconds = 1_000;

/** Ends the process when the one that started it is gone, so that no kernel is left behind by a killed Jupyter or runner. */
export function exitWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (!isRunning(parent)) process.kill(process.pid, "SIGKILL");
  }, intervalMilliseconds).unref();
}

function isRunning(parent: number): boolean {
  // An orphan gets a new parent on POSIX; Windows keeps the old number.
  if (process.ppid !== parent) return false;
  try {
    return process.kill(parent, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
