import { createRequire } from "node:module";
import { dirname } from "node:path";
import ts from "typescript";

const nodeTypes = dirname(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")));

/**
 * What a cell is checked against. The same rules as the packages' tsconfig.json, with three differences that
 * suit a notebook: an index access is not `| undefined`, type imports need no `type` keyword, and JavaScript beside
 * the notebook may be imported.
 */
export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: [
    "lib.es2024.d.ts",
    "lib.esnext.disposable.d.ts",
    "lib.esnext.collection.d.ts",
    "lib.esnext.iterator.d.ts",
  ],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  typeRoots: [nodeTypes],
  types: ["node"],
  noEmit: true,
  strict: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  allowJs: true,
  skipLibCheck: true,
};
