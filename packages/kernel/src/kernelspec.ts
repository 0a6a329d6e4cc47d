import { dirname, join } from "node:path";

const packageFolder = dirname(import.meta.dirname);

/**
 * The folder to put into `JUPYTER_PATH`, so that Jupyter finds the kernel without installing anything. Windows has one of
 * its own because a program's path needs its `.exe` there.
 */
export function jupyterPath(platform: NodeJS.Platform = process.platform): string {
  return join(packageFolder, platform === "win32" ? "jupyter-windows" : "jupyter");
}

/** The kernelspec's own folder, which holds kernel.json. */
export function kernelspecFolder(platform: NodeJS.Platform = process.platform): string {
  return join(jupyterPath(platform), "kernels", "typescript");
}
