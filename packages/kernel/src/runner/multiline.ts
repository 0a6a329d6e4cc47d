import { isJsonMime } from "./notebook.ts";

/** A parsed JSON object of which nothing else is known yet. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

const join = (value: unknown): unknown =>
  Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;

const split = (value: unknown): unknown =>
  typeof value === "string" ? (value.match(/[^\n]*\n|[^\n]+/g) ?? []) : value;

/** nbformat splits what people read into lines and leaves base64 whole. */
const isReadable = (mime: string): boolean =>
  mime.startsWith("text/") || mime === "image/svg+xml" || mime === "application/javascript";

function convert(
  notebook: Json,
  text: (value: unknown) => unknown,
  inBundle: (mime: string) => boolean,
): void {
  const convertBundle = (bundle: unknown) => {
    if (!isObject(bundle)) return;
    for (const mime of Object.keys(bundle)) if (inBundle(mime)) bundle[mime] = text(bundle[mime]);
  };
  for (const cell of objects(notebook.cells)) {
    if ("source" in cell) cell.source = text(cell.source);
    if (isObject(cell.attachments))
      for (const bundle of Object.values(cell.attachments)) convertBundle(bundle);
    for (const output of objects(cell.outputs)) {
      if ("text" in output) output.text = text(output.text);
      convertBundle(output.data);
    }
  }
}

/** Joins, in place, every text that a notebook file holds as an array of lines. */
export const joinLines = (notebook: Json): void => convert(notebook, join, (mime) => !isJsonMime(mime));

/** Splits, in place, into the lines that nbformat writes, so that files differ line by line. */
export const splitLines = (notebook: Json): void => convert(notebook, split, isReadable);
