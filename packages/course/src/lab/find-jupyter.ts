import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findOnPath } from "./find-on-path.ts";

/** A way to start Jupyter: a program and its first arguments. */
export interface Jupyter {
  /** JupyterLab, or the classic notebook. */
  kind: "lab" | "classic";
  command: string;
  args: string[];
}

/** What the search asks of the machine. */
export interface Programs {
  find(name: string): string | undefined;
  /** Whether `python -c "import module"` works. */
  hasModule(python: string, module: string): Promise<boolean>;
}

const machine: Programs = { find: findOnPath, hasModule };

/**
 * The Jupyter this machine has: JupyterLab before the classic notebook, a program before a Python module, and last
 * `uvx`, which downloads it. With `classic` only the classic notebook counts. Undefined when there is none.
 */
export async function findJupyter(
  { classic = false }: { classic?: boolean } = {},
  { find, hasModule }: Programs = machine,
): Promise<Jupyter | undefined> {
  const kinds = classic ? (["classic"] as const) : (["lab", "classic"] as const);
  for (const kind of kinds) {
    const command = find(NAMES[kind].program);
    if (command) return { kind, command, args: [] };
  }
  const python = find("python3") ?? find("python");
  for (const kind of kinds) {
    const { module } = NAMES[kind];
    if (python && (await hasModule(python, module))) return { kind, command: python, args: ["-m", module] };
  }
  const uvx = find("uvx");
  if (!uvx) return undefined;
  const { distribution, program } = NAMES[kinds[0]];
  return { kind: kinds[0], command: uvx, args: ["--from", distribution, program] };
}

const NAMES = {
  lab: { program: "jupyter-lab", module: "jupyterlab", distribution: "jupyterlab" },
  classic: { program: "jupyter-notebook", module: "notebook", distribution: "notebook" },
};

/** How to get Jupyter, in one line. */
export function installHint(platform: string = process.platform): string {
  if (platform === "darwin") return "brew install jupyterlab";
  if (platform === "win32") return "winget install --id astral-sh.uv, then: uv tool install jupyterlab";
  return "sudo apt-get install jupyter-notebook, or: pipx install jupyterlab, or: uv tool install jupyterlab";
}

async function hasModule(python: string, module: string): Promise<boolean> {
  try {
    await promisify(execFile)(python, ["-c", `import ${module}`]);
    return true;
  } catch {
    return false;
  }
}
