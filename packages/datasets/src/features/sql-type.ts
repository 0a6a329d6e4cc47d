import { identifier } from "../engine/sql.ts";
import { FeatureError } from "../errors.ts";
import { type Feature, list, type Struct, value } from "./feature.ts";

const sqlTypes: Readonly<Record<string, string>> = {
  ...{
    null: "INTEGER",
    bool: "BOOLEAN",
    int8: "TINYINT",
    int16: "SMALLINT",
    int32: "INTEGER",
    int64: "BIGINT",
  },
  ...{ uint8: "UTINYINT", uint16: "USMALLINT", uint32: "UINTEGER", uint64: "UBIGINT" },
  ...{ float16: "FLOAT", float32: "FLOAT", float64: "DOUBLE", date32: "DATE", date64: "DATE" },
  ...{
    string: "VARCHAR",
    large_string: "VARCHAR",
    string_view: "VARCHAR",
    binary: "BLOB",
    large_binary: "BLOB",
  },
};

/**
 * The type of DuckDB in which a feature is stored.
 *
 * @throws FeatureError for a dtype without one
 */
export function sqlType(feature: Feature): string {
  if (feature._type === undefined) {
    const fields = Object.entries(feature as Struct).map(
      ([name, inner]) => `${identifier(name)} ${sqlType(inner as Feature)}`,
    );
    return `STRUCT(${fields.join(", ")})`;
  }
  switch (feature._type) {
    case "Value":
      return sqlTypeOfDtype(feature.dtype);
    case "ClassLabel":
      return "BIGINT";
    case "List":
    case "LargeList":
      return `${sqlType(feature.feature)}[]`;
    case "Translation":
      return `STRUCT(${feature.languages.map((language) => `${identifier(language)} VARCHAR`).join(", ")})`;
    case "Array2D":
    case "Array3D":
    case "Array4D":
    case "Array5D":
      return `${sqlTypeOfDtype(feature.dtype)}${"[]".repeat(feature.shape.length)}`;
    default:
      return "STRUCT(bytes BLOB, path VARCHAR)";
  }
}

function sqlTypeOfDtype(dtype: string): string {
  const known = sqlTypes[dtype];
  if (known) return known;
  if (/^timestamp\[s/.test(dtype) && !dtype.includes("tz=")) return "TIMESTAMP_S";
  if (/^timestamp\[ms\]/.test(dtype)) return "TIMESTAMP_MS";
  if (/^timestamp\[ns\]/.test(dtype)) return "TIMESTAMP_NS";
  if (dtype.startsWith("timestamp[")) return dtype.includes("tz=") ? "TIMESTAMPTZ" : "TIMESTAMP";
  if (dtype.startsWith("time")) return "TIME";
  if (dtype.startsWith("duration[")) return "BIGINT";
  const decimal = /^decimal(?:128|256)?\((\d+), ?(\d+)\)$/.exec(dtype);
  if (decimal) return `DECIMAL(${Math.min(38, Number(decimal[1]))}, ${decimal[2]})`;
  throw new FeatureError("a dtype that can be stored expected", dtype);
}

const dtypesBySql: Readonly<Record<string, string>> = {
  ...{ BOOLEAN: "bool", TINYINT: "int8", SMALLINT: "int16", INTEGER: "int32", BIGINT: "int64" },
  ...{ UTINYINT: "uint8", USMALLINT: "uint16", UINTEGER: "uint32", UBIGINT: "uint64", HUGEINT: "float64" },
  ...{
    FLOAT: "float32",
    DOUBLE: "float64",
    VARCHAR: "string",
    BLOB: "binary",
    DATE: "date32",
    UUID: "string",
  },
  ...{
    TIME: "time64[us]",
    TIMESTAMP: "timestamp[us]",
    TIMESTAMP_S: "timestamp[s]",
    TIMESTAMP_MS: "timestamp[ms]",
  },
  ...{
    TIMESTAMP_NS: "timestamp[ns]",
    "TIMESTAMP WITH TIME ZONE": "timestamp[us, tz=UTC]",
    SQLNULL: "null",
    '"NULL"': "null",
  },
  ...{ JSON: "string", UHUGEINT: "float64", BIT: "string", INTERVAL: "string" },
};

/** The feature for a column of DuckDB, by the name of its type as `DESCRIBE` gives it. */
export function featureOfSqlType(type: string): Feature {
  const known = dtypesBySql[type];
  if (known) return value(known);
  if (type.endsWith("[]")) return list(featureOfSqlType(type.slice(0, -2)));
  const array = /^(.*)\[(\d+)\]$/s.exec(type);
  if (array)
    return { _type: "List", feature: featureOfSqlType(array[1] as string), length: Number(array[2]) };
  if (type.startsWith("DECIMAL"))
    return value(type.toLowerCase().replace("decimal", "decimal128").replace(/, */, ", "));
  if (type.startsWith("ENUM")) return value("string");
  if (type.startsWith("STRUCT("))
    return Object.fromEntries(
      fieldsOf(type.slice(7, -1)).map(([name, inner]) => [name, featureOfSqlType(inner)]),
    );
  if (type.startsWith("MAP(")) {
    const [key = "VARCHAR", inner = "VARCHAR"] = splitTopLevel(type.slice(4, -1));
    return list({ key: featureOfSqlType(key), value: featureOfSqlType(inner) });
  }
  throw new FeatureError("a column of a type that has a feature expected", type);
}

function fieldsOf(text: string): [name: string, type: string][] {
  return splitTopLevel(text).map((field) => {
    if (!field.startsWith('"')) {
      const space = field.indexOf(" ");
      return [field.slice(0, space), field.slice(space + 1)];
    }
    const end = /^"(?:[^"]|"")*"/.exec(field)?.[0].length ?? 0;
    return [field.slice(1, end - 1).replaceAll('""', '"'), field.slice(end + 1)];
  });
}

/** Splits at commas that are in neither parentheses nor quotes. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let [depth, quoted, start] = [0, false, 0];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}
