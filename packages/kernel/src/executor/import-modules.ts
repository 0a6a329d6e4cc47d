import { join } from "node:path";
import vm from "node:vm";
import type { CellImport } from "../compiler/rewrite-cell.ts";

type Import = (
  specifier: string,
  options?: { with: Record<string, string> },
) => Promise<Record<string, unknown>>;

/**
 * Node's own `import()`, resolving as if from a file in `folder`: ES module conditions, top-level await, and the one
 * module instance that packages importing each other get too.
 */
export function importFrom(folder: string): Import {
  return vm.runInThisContext("(specifier, options) => import(specifier, options)", {
    filename: join(folder, "cell.mts"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/**
 * Runs a cell's static imports, in order, and defines their names on the notebook's variables as getters, so that they
 * stay the live bindings they are in a module.
 *
 * @throws SyntaxError when a module has no export of that name
 */
export async function importModules(imports: CellImport[], load: Import, variables: object): Promise<void> {
  const loaded = await Promise.all(
    imports.map(({ specifier, attributes }) =>
      Object.keys(attributes).length > 0 ? load(specifier, { with: attributes }) : load(specifier),
    ),
  );
  imports.forEach(({ specifier, bindings }, i) => {
    const module = loaded[i] ?? {};
    for (const [imported, local] of bindings) {
      if (imported !== "*" && !(imported in module))
        throw new SyntaxError(
          `no export named ${imported} in ${specifier}; it has: ${Object.keys(module).join(", ")}`,
        );
      Object.defineProperty(variables, local, {
        configurable: true,
        enumerable: true,
        get: imported === "*" ? () => module : () => module[imported],
        // A later cell may declare the name anew.
        set: (value: unknown) =>
          Object.defineProperty(variables, local, {
            configurable: true,
            enumerable: true,
            writable: true,
            value,
          }),
      });
    }
  });
}
