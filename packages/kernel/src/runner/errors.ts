/** Thrown when a file is not a notebook that can be run; the message names the file and what is wrong in it. */
export class NotebookError extends Error {
  override name = "NotebookError";
}

/** Thrown when the folder given as kernelspec has none, or the notebook asks for another kernel. */
export class KernelspecError extends Error {
  override name = "KernelspecError";
}

/**
 * Why a run ended early: a cell raised, a time limit passed, the kernel died, did not start or broke the protocol, or
 * the caller aborted.
 */
export type FailureKind = "error" | "timeout" | "dead-kernel" | "kernel-start" | "protocol" | "aborted";

/** What ended a run. `runNotebook` reports it in its result; it is never thrown to callers. */
export class RunFailure extends Error {
  override name = "RunFailure";
  readonly kind: FailureKind;
  readonly ename: string;
  readonly evalue: string;
  /** More lines about the cause, such as the last ones a dead kernel wrote. */
  readonly details: string[];

  constructor(kind: FailureKind, ename: string, evalue: string, details: string[] = []) {
    super(`${ename}: ${evalue}`);
    this.kind = kind;
    this.ename = ename;
    this.evalue = evalue;
    this.details = details;
  }
}
