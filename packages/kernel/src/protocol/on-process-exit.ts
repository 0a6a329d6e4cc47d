const cleanups = new Set<() => void>();

const runAll = () => {
  for (const cleanup of cleanups) cleanup();
};

/** Runs `cleanup` (synchronously) should this process end before the returned function is called. */
export function onProcessExit(cleanup: () => void): () => void {
  // One listener for all, or Node would warn about a leak when many kernels run.
  if (cleanups.size === 0) process.on("exit", runAll);
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) process.off("exit", runAll);
  };
}
