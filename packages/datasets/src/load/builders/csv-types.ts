import { rowsOf } from "../../engine/query.ts";
import { identifier } from "../../engine/sql.ts";
import { type Feature, value } from "../../features/feature.ts";

const integer = "\\s*[+-]?\\d+\\s*";
const number = "\\s*[+-]?(\\d+\\.?\\d*([eE][+-]?\\d+)?|\\.\\d+([eE][+-]?\\d+)?|inf|Infinity|nan|NaN)\\s*";

const sampleRows = 2000;

type Check = "integers" | "fitting" | "numbers" | "booleans";
const allChecks: readonly Check[] = ["integers", "fitting", "numbers", "booleans"];

const conditions: Readonly<Record<Check, (column: string) => string>> = {
  integers: (column) => `regexp_full_match(${column}, '${integer}')`,
  fitting: (column) => `TRY_CAST(${column} AS BIGINT) IS NOT NULL`,
  numbers: (column) => `regexp_full_match(${column}, '${number}')`,
  booleans: (column) => `${column} IN ('true', 'True', 'TRUE', 'false', 'False', 'FALSE')`,
};

/** What is left to find out of a column whose first values are of a type. A text among them makes it one of texts. */
const checksAfter: Readonly<Record<string, readonly Check[]>> = {
  ...{
    null: allChecks,
    int64: ["integers", "fitting"],
    float64: ["numbers"],
    bool: ["booleans"],
    string: [],
  },
};

/**
 * How many rows a query of texts has, and the type that all values of a column have: integers, numbers, true and false, or
 * texts. Dates stay texts, as in pandas; so do integers that int64 does not hold. The first rows tell which types are worth
 * checking; what is found there is checked for every row.
 */
export async function csvTypes(
  texts: string,
  names: readonly string[],
): Promise<{ numRows: number; types: Map<string, Feature> }> {
  const every = new Map(names.map((name) => [name, allChecks]));
  const sample = await countsOf(`SELECT * FROM (${texts}) LIMIT ${sampleRows}`, every);
  const first = new Map(names.map((name, i) => [name, dtypeOf(sample, i)]));
  const checks = new Map(Array.from(first, ([name, dtype]) => [name, checksAfter[dtype] ?? allChecks]));
  const whole = await countsOf(texts, checks);
  const types = new Map(
    names.map((name, i) => [name, first.get(name) === "string" ? "string" : dtypeOf(whole, i)]),
  );
  // Integers at first and something else later: numbers, or texts.
  const open = names.filter((name) => first.get(name) === "int64" && types.get(name) === "string");
  const again = open.length > 0 ? await countsOf(texts, new Map(open.map((name) => [name, allChecks]))) : {};
  for (const [i, name] of open.entries()) types.set(name, dtypeOf(again, i));
  return {
    numRows: whole.rows ?? 0,
    types: new Map(Array.from(types, ([name, dtype]) => [name, value(dtype)])),
  };
}

type Counts = Readonly<Record<string, number>>;

async function countsOf(texts: string, checks: ReadonlyMap<string, readonly Check[]>): Promise<Counts> {
  const counts = Array.from(checks).flatMap(([name, each], i) => {
    const column = identifier(name);
    const counted = each.map((check) => `count_if(${conditions[check](column)}) AS "${check} ${i}"`);
    return [`count(${column}) AS "given ${i}"`, ...counted];
  });
  const [found = {}] = await rowsOf<Record<string, number>>(
    `SELECT count(*) AS rows, ${counts.join(", ")} FROM (${texts})`,
  );
  return found;
}

function dtypeOf(counts: Counts, i: number): string {
  const given = counts[`given ${i}`] ?? 0;
  const count = (check: Check) => counts[`${check} ${i}`] ?? 0;
  if (given === 0) return "null";
  if (count("integers") === given) return count("fitting") >= given ? "int64" : "string";
  if (count("numbers") === given) return "float64";
  return count("booleans") === given ? "bool" : "string";
}
