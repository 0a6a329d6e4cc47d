export { jupyterPath, kernelspecFolder } from "./kernelspec.ts";
export { KernelspecError, NotebookError, RunFailure } from "./runner/errors.ts";
export {
  type Cell,
  type CodeCell,
  hasTag,
  isCodeCell,
  type Notebook,
  type Output,
} from "./runner/notebook.ts";
export type {
  CellRun,
  NotebookRun,
  RunError,
  RunEvent,
  RunOptions,
  RunStatus,
} from "./runner/notebook-run.ts";
export { ProgressReporter } from "./runner/progress-reporter.ts";
export { type Kernelspec, readKernelspec } from "./runner/read-kernelspec.ts";
export { readNotebook } from "./runner/read-notebook.ts";
export { runNotebook } from "./runner/run-notebook.ts";
export { runNotebooks } from "./runner/run-notebooks.ts";
export { startKernel } from "./runner/start-kernel.ts";
export { compareOutputs } from "./runner/verify-outputs.ts";
export { writeNotebook } from "./runner/write-notebook.ts";
