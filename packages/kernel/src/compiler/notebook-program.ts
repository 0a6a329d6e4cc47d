import { join } from "node:path";
import ts from "typescript";
import {
  cellSource,
  currentFile,
  type EarlierName,
  notebookFile,
  notebookSource,
  notebookType,
} from "./cell-source.ts";
import { compilerOptions } from "./compiler-options.ts";
import { declaredNames, hasModifier, type NameKind } from "./declared-names.ts";
import { type CellDiagnostic, cellDiagnostic } from "./diagnostic.ts";
import { type RewrittenCell, rewriteCell } from "./rewrite-cell.ts";

export interface CheckedCell {
  diagnostics: CellDiagnostic[];
  /** Absent when there are diagnostics. */
  cell?: RewrittenCell & { file: string };
  /** Makes the cell's declarations visible to later cells: called when it starts to run. */
  commit(): void;
}

export interface Completions {
  start: number;
  end: number;
  matches: { name: string; kind: string }[];
}

/**
 * The notebook as one TypeScript program that grows by a file per executed cell. One language service does the type
 * errors, the completions and the inspections; sources on disk are read once, like the modules that Node loads from them.
 */
export class NotebookProgram {
  readonly #folder: string;
  readonly #files = new Map<string, { text: string; version: number }>();
  readonly #snapshots = new Map<string, ts.IScriptSnapshot>();
  readonly #earlier = new Map<string, EarlierName>();
  readonly #service: ts.LanguageService;
  /**
   * The program's only root is the cell in hand, always under this path; what runs is kept under a path of its own, where later
   * cells import it. With another root for each cell TypeScript would resolve all imports of all files anew, every time.
   */
  readonly #current: string;
  #count = 0;

  /** @param folder where the notebook lies: relative and package imports resolve from here */
  constructor(folder: string) {
    this.#folder = folder;
    this.#current = this.#path(currentFile);
    this.#service = ts.createLanguageService(
      {
        getCompilationSettings: () => compilerOptions,
        getCurrentDirectory: () => folder,
        getDefaultLibFileName: ts.getDefaultLibFilePath,
        getScriptFileNames: () => (this.#files.has(this.#current) ? [this.#current] : []),
        getScriptVersion: (path) => String(this.#files.get(path)?.version ?? 0),
        getScriptSnapshot: (path) => this.#snapshot(path),
        fileExists: (path) => this.#files.has(path) || ts.sys.fileExists(path),
        readFile: (path) => this.#files.get(path)?.text ?? ts.sys.readFile(path),
        directoryExists: ts.sys.directoryExists,
        getDirectories: ts.sys.getDirectories,
        readDirectory: ts.sys.readDirectory,
        ...(ts.sys.realpath && { realpath: ts.sys.realpath }),
        useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      },
      ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, folder),
    );
    this.#write(this.#path(notebookFile), notebookSource(this.#earlier));
    // Reads and binds the standard library now, not in the reader's first cell.
    this.complete("", 0);
  }

  /** Takes in what the last cell brought, so that the next one need not wait for it. */
  prepare(): void {
    this.#open("", { names: "used" });
    this.#service.getProgram();
  }

  /** Checks a cell against all that ran before it and, when it is right, turns it into JavaScript. */
  check(code: string): CheckedCell {
    const { own, kept } = this.#open(code, { names: "used" });
    const file = `cell-${++this.#count}.mts`;
    const { length } = code;
    const errors = [
      ...this.#service.getSyntacticDiagnostics(this.#current),
      ...this.#service.getSemanticDiagnostics(this.#current),
    ].filter((d) => d.category === ts.DiagnosticCategory.Error);
    const commit = () => {
      this.#write(this.#path(file), kept);
      for (const [name, kind] of own) this.#earlier.set(name, { kind, file });
      if (own.size > 0) this.#write(this.#path(notebookFile), notebookSource(this.#earlier));
    };
    if (errors.length > 0) return { diagnostics: errors.map((d) => cellDiagnostic(d, length)), commit };
    const program = this.#service.getProgram();
    const source = program?.getSourceFile(this.#current);
    if (!program || !source) throw new Error(`the language service has no file ${this.#current}`);
    return {
      diagnostics: [],
      cell: { ...rewriteCell(source, program.getTypeChecker(), length), file },
      commit,
    };
  }

  /** @param position in UTF-16 units */
  complete(code: string, position: number): Completions {
    this.#open(code, { names: "all" });
    const found = this.#service.getCompletionsAtPosition(this.#current, position, {
      includeCompletionsForModuleExports: false,
    });
    const word = /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, position))?.[0] ?? "";
    const span =
      found?.optionalReplacementSpan ?? found?.entries.find((e) => e.replacementSpan)?.replacementSpan;
    const start = span?.start ?? position - word.length;
    const prefix = code.slice(start, position).toLowerCase();
    const matches = (found?.entries ?? [])
      .filter(
        (e) =>
          e.name !== notebookType &&
          e.kind !== ts.ScriptElementKind.warning &&
          e.name.toLowerCase().startsWith(prefix),
      )
      .sort((a, b) => a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name))
      .map((e) => ({ name: e.insertText ?? e.name, kind: e.kind }));
    return { start, end: span ? span.start + span.length : position, matches };
  }

  /** The type and documentation of what stands at `position`, or of the call it is an argument of. */
  inspect(code: string, position: number): ts.QuickInfo | undefined {
    this.#open(code, { names: "all" });
    const at = (p: number) => (p >= 0 ? this.#service.getQuickInfoAtPosition(this.#current, p) : undefined);
    const direct = at(position) ?? at(position - 1);
    if (direct) return direct;
    const call = this.#service.getSignatureHelpItems(this.#current, position, undefined);
    return call && at(call.applicableSpan.start - 2);
  }

  /**
   * Makes a cell the one in hand.
   *
   * @param names those of earlier cells that it sees. With "used" nothing is inferred of what the cell does not name
   */
  #open(code: string, { names }: { names: "used" | "all" }): { own: Map<string, NameKind>; kept: string } {
    const parsed = ts.createSourceFile(this.#current, code, ts.ScriptTarget.ES2024, true);
    const own = declaredNames(parsed);
    const exported = exportedNames(parsed, own);
    const used = names === "used" ? identifiers(parsed) : undefined;
    const earlier = new Map(
      [...this.#earlier].filter(([name]) => !own.has(name) && (used?.has(name) ?? true)),
    );
    this.#write(this.#current, cellSource(code, own, exported, earlier, { kept: false }));
    return { own, kept: cellSource(code, own, exported, earlier, { kept: true }) };
  }

  #write(path: string, text: string): void {
    this.#files.set(path, { text, version: (this.#files.get(path)?.version ?? 0) + 1 });
    this.#snapshots.delete(path);
  }

  #path(file: string): string {
    return join(this.#folder, file).replaceAll("\\", "/");
  }

  #snapshot(path: string): ts.IScriptSnapshot | undefined {
    const known = this.#snapshots.get(path);
    if (known) return known;
    const text = this.#files.get(path)?.text ?? ts.sys.readFile(path);
    if (text === undefined) return undefined;
    const snapshot = ts.ScriptSnapshot.fromString(text);
    this.#snapshots.set(path, snapshot);
    return snapshot;
  }
}

/** All names that stand in a source, whatever they name. */
function identifiers(source: ts.SourceFile): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Names that the cell itself marks `export`: the trailer must not export them again. */
function exportedNames(source: ts.SourceFile, own: ReadonlyMap<string, NameKind>): Set<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    )
      for (const e of statement.exportClause.elements) names.add(e.name.text);
    if (!hasModifier(statement, ts.SyntaxKind.ExportKeyword)) continue;
    // A default export is exported by no name of its own.
    if (hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) continue;
    const single = ts.createSourceFile("", statement.getFullText(), ts.ScriptTarget.ES2024, true);
    for (const name of declaredNames(single).keys()) if (own.has(name)) names.add(name);
  }
  return names;
}
