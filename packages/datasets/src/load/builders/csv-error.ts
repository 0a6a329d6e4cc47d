import { DataFileError } from "../../errors.ts";
import type { LocalFile } from "../local-file.ts";
import { checkUtf8 } from "../text-encoding.ts";
import type { CsvOptions } from "./options.ts";

/**
 * What DuckDB says of a csv file, in a line with the way out.
 *
 * @throws DataFileError, always
 */
export async function csvError(
  cause: unknown,
  files: readonly LocalFile[],
  numColumns: number,
  options: CsvOptions,
): Promise<never> {
  const message = cause instanceof Error ? cause.message : String(cause);
  const path = /^ {2}file = (.*)$/m.exec(message)?.[1];
  const file = files.find((each) => each.path === path) ?? (files[0] as LocalFile);
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  if (/not utf-8 encoded/.test(message)) await checkUtf8(file.path, file.name);
  throw new DataFileError(file.name, problemIn(message, numColumns, options), {
    cause,
    line: line === undefined ? undefined : Number(line),
  });
}

function problemIn(message: string, numColumns: number, { quote = '"' }: CsvOptions): string {
  const found = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (found)
    return (
      `${numColumns} columns expected, found ${found[2]}; put values that have the delimiter or a line end in quotes ` +
      "(or is it another delimiter?)"
    );
  if (/unterminated quote/.test(message))
    return `a closing ${quote || "quote"} expected after the value; write quotes inside values twice, or pass quote: "" if they mean nothing`;
  const conversion =
    /Error when converting column "(.*)". Could not convert string "([\s\S]*?)" to '(.*)'/.exec(message);
  if (conversion)
    return `column "${conversion[1]}": a value of type ${conversion[3]} expected as features says, given ${JSON.stringify(conversion[2])}; correct it or pass another type`;
  if (/Maximum line size/.test(message)) return "lines below 16 MB expected; is a quote not closed?";
  if (/invalid state/.test(message))
    return "csv with line ends of one kind, and quotes around whole values, expected; unify its line ends, or pass quote";
  return `a csv file expected, ${message.split("\n")[0]}`;
}
