import type { RepoType } from "../repo.ts";
import { type Advice, adviceFor } from "./advice.ts";
import { CardSyntaxError, shown } from "./errors.ts";
import { splitFrontMatter, unclosedFence } from "./front-matter.ts";
import { keyedData } from "./keyed-data.ts";
import type { CardData } from "./parse-card.ts";
import { pathText } from "./path-text.ts";
import { locate, type ReadYaml, readYaml } from "./read-yaml.ts";
import { schemaProblems } from "./schema-problems.ts";
import { cardDataSchema } from "./schemas/index.ts";

export interface CardProblem {
  readonly type: "error" | "warning";
  /** With the place and, last, the value. */
  readonly message: string;
  /** In the README, from 1. */
  readonly line: number;
  readonly column: number;
  /** As `["model-index", 0, "name"]`; empty for the whole front matter. */
  readonly path: readonly (string | number)[];
}

/** The Hub takes a card without errors, and answers its warnings. */
export interface CardValidation {
  readonly errors: readonly CardProblem[];
  readonly warnings: readonly CardProblem[];
}

const maxProblems = 100;

/**
 * Checks a README as the Hub's `POST /api/validate-yaml` does: YAML that cannot be read, and values that the Hub refuses,
 * are errors; what it does not know, likely typing errors and a missing front matter are warnings. Never throws.
 */
export function validateCard(text: string, repoType: RepoType): CardValidation {
  const parts = splitFrontMatter(text);
  if (!parts) return { errors: [], warnings: [noFrontMatter(unclosedFence(text))] };
  const read = readYaml(parts.yaml, parts.firstLine);
  const at = (offset: number) => read.position(offset);
  const errors = read.problems.map(({ message, offset }) => problem("error", message, at(offset)));
  if (errors.length > 0) return { errors, warnings: [] };
  const warnings = read.oddities.map(({ message, offset }) => problem("warning", message, at(offset)));
  let data: CardData;
  try {
    data = keyedData(read);
  } catch (error) {
    if (!(error instanceof CardSyntaxError)) throw error;
    return { errors: [problem("error", "a mapping of keys to values expected", error)], warnings };
  }
  if (Object.keys(data).length === 0)
    return { errors: [], warnings: [...warnings, noFrontMatter(undefined)] };
  if (text.startsWith("\uFEFF"))
    warnings.push(
      problem(
        "warning",
        "a file without a byte order mark expected, because Python's clients find no metadata behind one",
        { line: 1, column: 1 },
      ),
    );
  const refused = schemaProblems(cardDataSchema(repoType), withoutNulls(data));
  return {
    errors: refused.slice(0, maxProblems).map((advice) => located("error", advice, read)),
    warnings: [
      ...warnings,
      ...adviceFor(data, repoType, read)
        .slice(0, maxProblems)
        .map((advice) => located("warning", advice, read)),
    ],
  };
}

function located(
  type: CardProblem["type"],
  { path, expected, value, atKey }: Advice,
  read: ReadYaml,
): CardProblem {
  const offset = read.document ? locate(read.document, path, atKey) : 0;
  const end = value === undefined ? "" : `: ${shown(value)}`;
  return problem(type, `"${pathText(path)}": ${expected}${end}`, read.position(offset), path);
}

function problem(
  type: CardProblem["type"],
  message: string,
  { line, column }: { readonly line: number; readonly column: number },
  path: CardProblem["path"] = [],
): CardProblem {
  return { type, message: `line ${line}, column ${column}: ${message}`, line, column, path };
}

/** A key without a value is as if it were not there. */
function withoutNulls(data: CardData): CardData {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}

function noFrontMatter(unclosed: number | undefined): CardProblem {
  return unclosed === undefined
    ? problem("warning", "empty or missing YAML metadata in the card; expected it between two lines ---", {
        line: 1,
        column: 1,
      })
    : problem("warning", "the YAML metadata ends nowhere; expected another line --- after it", {
        line: unclosed,
        column: 1,
      });
}
