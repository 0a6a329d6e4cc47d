export { type CellDiagnostic, formatDiagnostic } from "./diagnostic.ts";
export { NotebookProgram } from "./notebook-program.ts";
