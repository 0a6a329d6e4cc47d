export { compilerOptions } from "./compiler-options.ts";
export { bindingNames, declaredNames, isTopLevelList, isUsing, type NameKind } from "./declared-names.ts";
export { type CellDiagnostic, formatDiagnostic } from "./diagnostic.ts";
export { type CheckedCell, NotebookProgram } from "./notebook-program.ts";
export { isNotebookDeclaration, showsValue } from "./rewrite-cell.ts";
