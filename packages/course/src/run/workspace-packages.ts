import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { projectRoot } from "./project.ts";

const names = z.record(z.string(), z.string()).default({});
const packageJson = z.object({
  name: z.string(),
  dependencies: names,
  devDependencies: names,
  peerDependencies: names,
  optionalDependencies: names,
});

/** A package of this repository: its folder and what its package.json declares. */
export interface WorkspacePackage extends z.infer<typeof packageJson> {
  folder: string;
}

/** The packages in `packages/`, by name. */
export function workspacePackages(root = projectRoot): Map<string, WorkspacePackage> {
  const folders = readdirSync(join(root, "packages"))
    .sort()
    .map((name) => join(root, "packages", name))
    .filter((folder) => existsSync(join(folder, "package.json")));
  return new Map(
    folders.map((folder) => {
      const declared = packageJson.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
      return [declared.name, { ...declared, folder }];
    }),
  );
}

/** The packages named and all packages of the workspace that they depend on, sorted. */
export function packageClosure(packages: Map<string, WorkspacePackage>, roots: string[]): string[] {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    const found = packages.get(name);
    if (!found || reached.has(name)) return;
    reached.add(name);
    for (const dependency of Object.keys(found.dependencies)) visit(dependency);
  };
  roots.forEach(visit);
  return [...reached].sort();
}
