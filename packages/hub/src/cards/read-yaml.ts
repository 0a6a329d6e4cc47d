import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  visit,
  type YAMLMap,
} from "yaml";
import { CardSyntaxError } from "./errors.ts";

/** What front matter may have at most: time and memory grow with these, and with aliases the size of what is read. */
const limits = { characters: 1 << 20, depth: 64, aliases: 100, problems: 20 };

export interface YamlProblem {
  readonly message: string;
  /** In characters from the start of the YAML. */
  readonly offset: number;
}

export interface ReadYaml {
  /** Missing where the text was given up before the end. */
  readonly document?: Document.Parsed;
  /** Missing where there are problems. */
  readonly data?: unknown;
  readonly problems: readonly YamlProblem[];
  /** Oddities that do not change what is read. */
  readonly oddities: readonly YamlProblem[];
  /** The place of an offset in the README. */
  position(offset: number): { line: number; column: number };
}

/**
 * Reads YAML 1.2 with its core schema, from somebody who may be hostile: too large or deep, many aliases, aliases of
 * aliases, keys that are twice there or no names are problems, found before they cost time.
 *
 * @param firstLine the line of the README that the YAML begins on
 */
export function readYaml(source: string, firstLine = 1): ReadYaml {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const position = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, source.length));
    return { line: line + firstLine - 1, column: col };
  };
  const failed = (problems: YamlProblem[]) => ({
    problems: problems.slice(0, limits.problems),
    oddities: [],
    position,
  });
  if (source.length > limits.characters)
    return failed([
      {
        message: `front matter of at most ${limits.characters} characters expected: ${source.length}`,
        offset: 0,
      },
    ]);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > limits.depth)
      return failed([
        { message: `at most ${limits.depth} levels of nesting expected`, offset: parser.offset },
      ]);
  }
  for (const token of parser.end()) tokens.push(token);
  // Its own check for keys that are twice there compares each with each.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false });
  const [document, another] = withoutStacks(() => [...composer.compose(tokens, true, source.length)]);
  if (!document) return failed([]);
  // No spread calls below: their arguments are on the stack, and a hostile text has many problems.
  let problems: YamlProblem[] = document.errors.map(({ message, pos }) => ({ message, offset: pos[0] }));
  if (another)
    problems.push({ message: "one YAML document expected, not several", offset: another.range[0] });
  if (problems.length === 0) problems = keyProblems(document).concat(aliasProblems(document));
  if (problems.length > 0) return { ...failed(problems), document };
  return {
    document,
    data: document.toJS(),
    problems,
    oddities: document.warnings
      .slice(0, limits.problems)
      .map(({ message, pos }) => ({ message, offset: pos[0] })),
    position,
  };
}

/** @throws CardSyntaxError for the first problem */
export function throwFirst({ problems: [problem], position }: ReadYaml): void {
  if (problem) throw new CardSyntaxError(problem.message, position(problem.offset));
}

/** The composer makes an error for each fault, a million for as many commas, and their stacks take most of its time. */
function withoutStacks<Value>(run: () => Value): Value {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function keyProblems(document: Document): YamlProblem[] {
  const problems: YamlProblem[] = [];
  visit(document, {
    Map(_, map) {
      const names = new Set<string>();
      for (const { key } of map.items) {
        const offset = offsetOf(key as Node) ?? offsetOf(map) ?? 0;
        const name = keyName(key);
        if (name === undefined) problems.push({ message: "a key that is a name expected", offset });
        else if (name === "__proto__")
          problems.push({ message: "another key than __proto__ expected", offset });
        else if (names.has(name)) problems.push({ message: `the key "${name}" is there twice`, offset });
        else names.add(name);
      }
    },
  });
  return problems;
}

/** The name of a key in what is read; `undefined` for a list, a mapping or nothing. */
export function keyName(key: unknown): string | undefined {
  return isScalar(key) && key.value !== null ? String(key.value) : undefined;
}

function aliasProblems(document: Document): YamlProblem[] {
  const aliases: { alias: Alias; ancestors: readonly unknown[] }[] = [];
  visit(document, {
    Alias(_, alias, ancestors) {
      aliases.push({ alias, ancestors });
      return aliases.length > limits.aliases ? visit.BREAK : undefined;
    },
  });
  const [first] = aliases;
  if (!first) return [];
  const offset = offsetOf(first.alias) ?? 0;
  if (aliases.length > limits.aliases)
    return [{ message: `at most ${limits.aliases} aliases expected`, offset }];
  const circular = aliases.find(({ alias, ancestors }) =>
    ancestors.includes(alias.resolve(document) as unknown),
  );
  if (circular)
    return [
      {
        message: `an alias of what it is not in itself expected: *${circular.alias.source}`,
        offset: offsetOf(circular.alias) ?? 0,
      },
    ];
  try {
    document.toJS({ maxAliasCount: limits.aliases });
    return [];
  } catch (error) {
    // The library's way to say that aliases of aliases would become too many values.
    if (!(error instanceof ReferenceError)) throw error;
    return [{ message: "aliases that expand to less expected", offset }];
  }
}

function offsetOf(node: Node | null | undefined): number | undefined {
  return node?.range?.[0];
}

/** The offset of what `path` leads to, or of the last part of it that is there; of a key where `atKey` is set. */
export function locate(document: Document, path: readonly PropertyKey[], atKey = false): number {
  let node: unknown = document.contents;
  let offset = offsetOf(document.contents as Node) ?? 0;
  for (const [i, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const items: unknown[] | undefined = (node as YAMLMap | undefined)?.items;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyName(key) === String(part));
      if (!pair) break;
      node = pair.value;
      const keyOnly = (atKey && i === path.length - 1) || (isScalar(node) && node.value === null);
      offset = offsetOf((keyOnly ? pair.key : pair.value) as Node) ?? offset;
    } else {
      node = items?.[Number(part)];
      if (!node) break;
      offset = offsetOf(node as Node) ?? offset;
    }
  }
  return offset;
}
