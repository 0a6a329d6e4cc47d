import { inspect } from "node:util";

/** What a front end chooses from: a value for each MIME type (`"text/plain"`, `"text/html"`, base64 for images). */
export type MimeBundle = Record<string, unknown>;

/** The method by which the kernel shows the last value of a cell. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** An object that knows how a notebook shows it. */
export interface Displayable {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
}

export function isDisplayable(value: unknown): value is Displayable {
  return (
    typeof value === "object" &&
    value !== null &&
    jupyterDisplay in value &&
    typeof value[jupyterDisplay] === "function"
  );
}

/** The bundle of any value: its own if it is displayable, else plain text (a string as it is, the rest inspected). */
export function toMimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  if (isDisplayable(value)) return value[jupyterDisplay]();
  return { "text/plain": typeof value === "string" ? value : inspect(value, { depth: 4 }) };
}
