import { rowsOf } from "../../engine/query.ts";
import { identifier } from "../../engine/sql.ts";
import { type Feature, value } from "../../features/feature.ts";

const integer = "\\s*[+-]?\\d+\\s*";
const number = "\\s*[+-]?(\\d+\\.?\\d*([eE][+-]?\\d+)?|\\.\\d+([eE][+-]?\\d+)?|inf|Infinity|nan|NaN)\\s*";

/**
 * How many rows a query of texts has, and the type that all values of a column have: integers, numbers, true and false, or
 * texts. Dates stay texts, as in pandas; so do integers that int64 does not hold.
 */
export async function csvTypes(
  texts: string,
  names: readonly string[],
): Promise<{ numRows: number; types: Map<string, Feature> }> {
  const counts = names.flatMap((name, i) => {
    const column = identifier(name);
    // A value of digits only is tried as an integer, so that each value is matched with one pattern in most columns.
    return [
      `count(${column}) AS "given ${i}"`,
      `count_if(regexp_full_match(${column}, '${integer}')) AS "integers ${i}"`,
      `count_if(TRY_CAST(${column} AS BIGINT) IS NOT NULL) AS "fitting ${i}"`,
      `count_if(regexp_full_match(${column}, '${number}')) AS "numbers ${i}"`,
      `count_if(${column} IN ('true', 'True', 'TRUE', 'false', 'False', 'FALSE')) AS "booleans ${i}"`,
    ];
  });
  const [found = {}] = await rowsOf<Record<string, number>>(
    `SELECT count(*) AS rows, ${counts.join(", ")} FROM (${texts})`,
  );
  const types = names.map((name, i): [string, Feature] => {
    const [given, integers, fitting, numbers, booleans] = [
      ...["given", "integers", "fitting", "numbers", "booleans"].map((kind) => found[`${kind} ${i}`] ?? 0),
    ];
    if (!given) return [name, value("null")];
    if (integers === given) return [name, value((fitting ?? 0) >= given ? "int64" : "string")];
    if (numbers === given) return [name, value("float64")];
    return [name, value(booleans === given ? "bool" : "string")];
  });
  return { numRows: found.rows ?? 0, types: new Map(types) };
}
