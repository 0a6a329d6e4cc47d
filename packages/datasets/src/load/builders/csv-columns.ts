import { createReadStream } from "node:fs";
import { ColumnError, DataFileError } from "../../errors.ts";
import type { LocalFile } from "../local-file.ts";
import type { CsvOptions } from "./options.ts";

const delimiters: Readonly<Record<string, string>> = { ",": ",", "\t": "\\t", ";": ";", "|": "|" };

/**
 * The names of the columns, the same in all files. Columns without a name, and names that come twice, are named as pandas
 * names them: `Unnamed: 0`, `a.1`.
 *
 * @throws DataFileError for an empty file, one with other columns, and what seems to have another delimiter
 */
export async function csvColumns(
  files: readonly LocalFile[],
  options: CsvOptions & { readonly delimiter: string },
): Promise<string[]> {
  const { columnNames, header = columnNames === undefined, delimiter } = options;
  let first: { names: string[]; file: string } | undefined;
  for (const file of files) {
    const record = await firstRecord(file, options);
    if (!record)
      throw new DataFileError(
        file.name,
        `${header ? "a line of column names" : "rows"} expected, it is empty`,
      );
    const { fields, isQuoted } = record;
    if (columnNames && columnNames.length !== fields.length)
      throw new DataFileError(
        file.name,
        `${columnNames.length} columns expected as in columnNames, found ${fields.length}`,
      );
    const names = columnNames ?? (header ? fields.map(named) : fields.map((_, i) => `${i}`));
    if (fields.length === 1 && !columnNames && !isQuoted)
      checkDelimiter(fields[0] as string, delimiter, file.name);
    first ??= { names: withoutRepeats(names), file: file.name };
    const differs = withoutRepeats(names).some((name, i) => name !== first?.names[i]);
    if (differs || names.length !== first.names.length)
      throw new DataFileError(
        file.name,
        `the columns of ${first.file} expected (${first.names.join(", ")}), found ${names.join(", ")}; ` +
          "load files of other columns on their own",
      );
  }
  const names = first?.names ?? [];
  const lower = names.map((name) => name.toLowerCase());
  const same = lower.findIndex((name, i) => lower.indexOf(name) !== i);
  if (same >= 0)
    throw new ColumnError(
      "names that differ in more than upper and lower case expected, give others with columnNames and header: true",
      `${names[lower.indexOf(lower[same] as string)]}, ${names[same]}`,
    );
  return [...names];
}

const named = (name: string, i: number) => (name === "" ? `Unnamed: ${i}` : name);

function withoutRepeats(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let i = 1; taken.has(free); i++) free = `${name}.${i}`;
    taken.add(free);
    return free;
  });
}

function checkDelimiter(field: string, delimiter: string, file: string): void {
  const other = Object.keys(delimiters).find((each) => each !== delimiter && field.includes(each));
  if (other)
    throw new DataFileError(
      file,
      `columns between "${delimiters[delimiter] ?? delimiter}" expected, found one with the name ${JSON.stringify(field.slice(0, 200))}; ` +
        `pass delimiter: "${delimiters[other]}", or columnNames if there is one column`,
      { line: 1 },
    );
}

interface Header {
  readonly fields: string[];
  /** Whether the first is in quotes, so that it means what is in it. */
  readonly isQuoted: boolean;
}

/** The fields of the first line after those to be skipped; a quoted one may hold line ends. */
async function firstRecord(
  file: LocalFile,
  { delimiter, quote = '"', skipRows = 0 }: CsvOptions & { readonly delimiter: string },
): Promise<Header | undefined> {
  let text = "";
  for await (const chunk of createReadStream(file.path, { encoding: "utf8", end: 16e6 })) {
    text += chunk as string;
    const record = parseRecord(text, delimiter, quote, skipRows);
    if (record) return record;
  }
  if (!text.endsWith("\n")) return parseRecord(`${text}\n`, delimiter, quote, skipRows);
  return undefined;
}

function parseRecord(text: string, delimiter: string, quote: string, skipRows: number): Header | undefined {
  let at = 0;
  for (let i = 0; i < skipRows; i++) {
    at = text.indexOf("\n", at) + 1;
    if (at === 0) return undefined;
  }
  while (text[at] === "\n" || text[at] === "\r") at++;
  const fields: string[] = [];
  const isQuoted = quote !== "" && text[at] === quote;
  for (;;) {
    let field = "";
    if (quote !== "" && text[at] === quote) {
      for (at++; ; at++) {
        const end = text.indexOf(quote, at);
        if (end < 0) return undefined;
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== quote) break;
        field += quote;
      }
    } else {
      const end = /[\r\n]/.exec(text.slice(at));
      if (!end) return undefined;
      const line = text.slice(at, at + end.index);
      const next = line.indexOf(delimiter);
      field = next < 0 ? line : line.slice(0, next);
      at += field.length;
    }
    fields.push(field);
    if (!text.startsWith(delimiter, at)) break;
    at += delimiter.length;
  }
  return { fields, isQuoted };
}
