/** `process.exit` in a cell would end the kernel and lose all variables: the cell fails instead, as `exit()` does in IPython. */
export class ProcessExit extends Error {
  override readonly name = "ProcessExit";
  constructor(code: number | string | null | undefined) {
    super(
      `process.exit(${code ?? ""}) in a cell; throw an error to end the cell, or restart the kernel to end everything`,
    );
  }
}
