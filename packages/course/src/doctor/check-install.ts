// No imports from npm here: this must load when nothing is installed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../run/project.ts";
import { INSTALL } from "./finding.ts";

/** Thrown when the install does not match package.json; the message ends with what repairs it. */
export class IncompleteInstallError extends Error {
  override name = "IncompleteInstallError";
}

/** The machine to judge the install for. */
export interface Machine {
  platform: string;
  arch: string;
  /** Version of the running Node, without "v". */
  node: string;
}

const here: Machine = { platform: process.platform, arch: process.arch, node: process.versions.node };

/**
 * Fails on an incomplete install: another Node than the pinned one, a package that is missing or of another version
 * than declared, a native part that was not installed for this platform. Reads a few hundred names, runs nothing.
 *
 * @throws IncompleteInstallError with one line that names the first thing missing and the command that mends it.
 */
export function checkInstall(root: string = projectRoot, machine: Machine = here): void {
  const problems = [...findProblems(root, machine)];
  if (problems.length === 0) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  throw new IncompleteInstallError(`incomplete install: ${problems[0]}${more}; ${INSTALL}`);
}

function* findProblems(root: string, machine: Machine): Generator<string> {
  const modules = join(root, "node_modules");
  if (!existsSync(join(modules, ".modules.yaml"))) {
    yield "node_modules is missing or was not made by pnpm";
    return;
  }
  const pinned = readJson(join(root, "package.json")).devDependencies?.node;
  if (machine.node !== pinned) yield `node ${pinned} expected, running ${machine.node}`;
  yield* undeclared(root);
  yield* missingFromStore(modules);
  yield* missingNatives(modules, machine);
}

/** Every dependency that a package of the workspace declares must be linked, in the version it declares. */
function* undeclared(root: string): Generator<string> {
  const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name));
  for (const folder of ["", "notebooks", ...packages]) {
    const manifest = join(root, folder, "package.json");
    if (!existsSync(manifest)) continue;
    const { dependencies, devDependencies } = readJson(manifest);
    for (const [name, wanted] of Object.entries({ ...dependencies, ...devDependencies })) {
      const installed = join(root, folder, "node_modules", name, "package.json");
      if (!existsSync(installed)) yield `${folder || "the repository"} lacks ${name} ${wanted}`;
      else if (/^\d/.test(wanted)) {
        const { version } = readJson(installed);
        if (version !== wanted) yield `${folder || "the repository"} has ${name} ${version}, wants ${wanted}`;
      }
    }
  }
}

/** What those dependencies depend on: pnpm links every package it installed into one folder. */
function* missingFromStore(modules: string): Generator<string> {
  const { hoistedDependencies = {} } = readJson(join(modules, ".modules.yaml")); // JSON, despite its name
  for (const [id, aliases] of Object.entries(hoistedDependencies)) {
    for (const alias of Object.keys(aliases)) {
      if (!existsSync(join(modules, ".pnpm", "node_modules", alias))) yield `${id} is not linked`;
    }
  }
}

/** Native parts come inside a package, one folder per platform, or as an optional package that may be skipped. */
function* missingNatives(modules: string, { platform, arch }: Machine): Generator<string> {
  const parts = [
    join("onnxruntime-node", "bin", "napi-v6", platform, arch, "onnxruntime_binding.node"),
    join("zeromq", "build", platform, arch, "node"),
  ];
  for (const part of parts) {
    if (!existsSync(join(modules, ".pnpm", "node_modules", part))) yield `native part ${part} is missing`;
  }
  const ours = new RegExp(`\\b${platform}-${arch}(-gnu|-glibc|-msvc)?@`);
  for (const id of readJson(join(modules, ".modules.yaml")).skipped ?? []) {
    if (ours.test(id)) yield `native package ${id} was skipped`;
  }
}

/** The fields read above, of package.json or of pnpm's state file. */
interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  hoistedDependencies?: Record<string, Record<string, string>>;
  skipped?: string[];
}

// Written by npm tools, read before zod can be: a file that is not JSON ends as an error all the same.
function readJson(file: string): Manifest {
  return JSON.parse(readFileSync(file, "utf8"));
}
