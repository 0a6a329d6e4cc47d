import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { interrupt } from "../interrupt.ts";
import { findJupyter, installHint, type Jupyter } from "../lab/find-jupyter.ts";
import { openVSCode } from "../lab/open-vscode.ts";
import { runJupyter } from "../lab/run-jupyter.ts";
import { projectRoot } from "../run/project.ts";

const HELP = `
Takes the Jupyter this machine has: JupyterLab or the classic notebook, on PATH or as a Python module, else uvx, which
downloads JupyterLab. The TypeScript kernel is known to it for this run only; nothing is installed.
Ctrl-C stops Jupyter and its kernels. Exit code 3: there is no Jupyter, or no VS Code.

Examples:
  $ npx -y pnpm@12 course lab
  $ npx -y pnpm@12 course lab notebooks/01-transformer-models.ipynb
  $ npx -y pnpm@12 course lab --classic --port 8899 --no-browser
  $ npx -y pnpm@12 course lab --vscode`;

/** How Jupyter, or VS Code, is opened. */
export interface LabOptions {
  classic?: boolean;
  port?: number;
  browser: boolean;
  vscode?: boolean;
}

export function register(program: Command): void {
  program
    .command("lab")
    .description("open the notebooks in Jupyter or VS Code")
    .argument("[notebook]", "open this notebook (default: the list of all)")
    .option("--classic", "the classic notebook, also where there is JupyterLab")
    .option("--port <number>", "port on 127.0.0.1 (default: the first free one from 8888)", parsePort)
    .option("--no-browser", "print the address only")
    .option("--vscode", "open VS Code, with the kernel named to its Jupyter extension in .env")
    .addHelpText("after", HELP)
    .action(lab);
}

async function lab(notebook: string | undefined, options: LabOptions): Promise<void> {
  const file = notebook === undefined ? undefined : givenPath(notebook);
  if (file && !existsSync(file)) throw new CourseError(`no such notebook: ${file}`);
  await openLab(file, options);
}

/**
 * Opens a notebook, or the list of all, in Jupyter until that ends, or in VS Code.
 *
 * @throws CourseError with exit code 3 when there is none on this machine.
 */
export async function openLab(file: string | undefined, options: LabOptions): Promise<void> {
  if (options.vscode) return openVSCode(file ? [file] : []);
  const jupyter = await findJupyter(options);
  if (!jupyter) {
    const wanted = options.classic ? "classic Jupyter notebook" : "Jupyter";
    throw new CourseError(`no ${wanted} on this machine; install one: ${installHint()}`, { exitCode: 3 });
  }
  await runJupyter(jupyter, jupyterArguments(jupyter, file, options), projectRoot, interrupt);
}

function jupyterArguments(
  { kind }: Jupyter,
  file: string | undefined,
  { port, browser }: LabOptions,
): string[] {
  const args = [file ?? resolve(projectRoot, "notebooks")];
  if (port !== undefined) args.push(`--port=${port}`);
  if (!browser) args.push("--no-browser", ...(file ? startPage(kind, basename(file)) : []));
  // Containers often run as root, where Jupyter refuses to start without being told.
  if (process.getuid?.() === 0) args.push("--allow-root");
  return args;
}

/** Makes the address that Jupyter prints lead to the notebook; it would lead to the notebook's folder. */
function startPage(kind: Jupyter["kind"], name: string): string[] {
  const path = encodeURIComponent(name);
  if (kind === "lab") return [`--LabApp.default_url=/lab/tree/${path}`];
  // The classic notebook before version 7, and from 7 on.
  return ["NotebookApp", "JupyterNotebookApp"].map((app) => `--${app}.default_url=/notebooks/${path}`);
}

function parsePort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new InvalidArgumentError("expected a number from 1 to 65535.");
}
