import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { projectRoot } from "../src/run/project.ts";
import { workspacePackages } from "../src/run/workspace-packages.ts";

// A package imports only from those before it.
const order = [
  ...[
    "server",
    "onnx",
    "hub",
    "datasets",
    "tokenizers",
    "evaluate",
    "generation",
    "training",
    "grpo",
    "models",
  ],
  ...["pipelines", "inference-server", "demos", "annotate", "notebook", "kernel", "report", "course"],
].map((name) => `@llm-course/${name}`);

const packages = [...workspacePackages().values()];
const root = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
const tools = new Set(Object.keys(root.devDependencies));
const builtins = new Set(builtinModules);

/** The modules a source file imports, statically or dynamically, values and types. */
const imports = (file: string): string[] =>
  ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles.map(({ fileName }) => fileName);

const packageName = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

test("there are packages, and each has its place in the order", () => {
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.map(({ name }) => name).filter((name) => !order.includes(name))).toEqual([]);
});

test.each(packages)("$name is above none of its dependencies", ({ name, ...declared }) => {
  const dependencies = Object.keys({
    ...declared.dependencies,
    ...declared.devDependencies,
    ...declared.peerDependencies,
    ...declared.optionalDependencies,
  }).filter((dependency) => dependency.startsWith("@llm-course/"));
  expect(dependencies.filter((dependency) => !(order.indexOf(dependency) < order.indexOf(name)))).toEqual([]);
});

test.each(packages)(
  "$name imports what it declares, and no file of another package",
  ({ name, folder, ...declared }) => {
    const forUsers = new Set([
      name,
      ...Object.keys({
        ...declared.dependencies,
        ...declared.peerDependencies,
        ...declared.optionalDependencies,
      }),
    ]);
    const forTests = new Set([...forUsers, ...Object.keys(declared.devDependencies), ...tools]);
    const wrong = globSync("{src,test,bench}/**/*.{ts,tsx}", { cwd: folder }).flatMap((file) => {
      const path = join(folder, file);
      // A fixture is what only tests import.
      const allowed = /\.(test|fixture)\.tsx?$/.test(file) || !file.startsWith("src") ? forTests : forUsers;
      return imports(path)
        .filter((specifier) => !specifier.startsWith("node:"))
        .filter((specifier) =>
          specifier.startsWith(".")
            ? relative(folder, join(path, "..", specifier)).startsWith("..")
            : builtins.has(specifier) || !allowed.has(packageName(specifier)),
        )
        .map((specifier) => `${basename(folder)}/${file.replaceAll("\\", "/")} imports ${specifier}`);
    });
    expect(wrong).toEqual([]);
  },
);
