import { UnsafeHtmlError } from "./errors.ts";
import { type Displayable, isDisplayable, jupyterDisplay, type MimeBundle } from "./mime-bundle.ts";
import { escapeHtml } from "./pictures/shared/escape-html.ts";

/** Markup that is safe to show: made by the `html` tag, or trusted with `html.raw`. */
export class Html implements Displayable {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
  toString(): string {
    return this.markup;
  }
  [jupyterDisplay](): MimeBundle {
    return { "text/plain": textOf(this.markup), "text/html": this.markup };
  }
}

/**
 * Markup with values in it: `` html`<b>${name}</b>` ``. Values are escaped; nested `html`, tables, images and other
 * displayable objects are put in as they are; arrays are joined; `null`, `undefined` and `false` leave nothing.
 * `html.raw(markup)` trusts a string: never one that a model, a data set or a user wrote.
 * @throws UnsafeHtmlError for a value outside quotes within a tag, in an `on…` attribute or a script, or for a
 * URL that is not http(s), mailto, relative, or image or audio data.
 */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  let template = "";
  let markup = "";
  for (const [i, literal] of strings.entries()) {
    template += literal;
    markup += literal;
    if (i < values.length) markup += render(values[i], contextAt(template));
  }
  return new Html(markup);
}

html.raw = (markup: string): Html => new Html(markup);

type Context =
  | { place: "content" }
  | { place: "tag" }
  | { place: "code" }
  | { place: "attribute"; name: string; atStart: boolean };

/** Where in the markup a value goes that follows `template`. */
function contextAt(template: string): Context {
  if (/<(script|style)\b(?![\s\S]*<\/\1)/i.test(template)) return { place: "code" };
  const tag = /<[a-z/][^<]*$/i.exec(template)?.[0].replace(/"[^"]*"|'[^']*'/g, "");
  if (tag === undefined || tag.includes(">")) return { place: "content" };
  const attribute = /([^\s"'<>/=]+)\s*=\s*["']([^"']*)$/.exec(tag);
  if (!attribute?.[1]) return { place: "tag" };
  return { place: "attribute", name: attribute[1].toLowerCase(), atStart: attribute[2]?.trim() === "" };
}

function render(value: unknown, context: Context): string {
  if (value === null || value === undefined || value === false || value === "") return "";
  if (context.place === "content") return content(value);
  if (context.place === "code") throw new UnsafeHtmlError(`a script or style cannot hold a value: ${value}`);
  if (context.place === "tag") {
    if (value instanceof Html) return value.markup;
    throw new UnsafeHtmlError(`a value within a tag must stand in quotes, as in title="\${value}": ${value}`);
  }
  const text = String(value);
  if (context.name.startsWith("on") || context.name === "srcdoc") {
    throw new UnsafeHtmlError(`attribute ${context.name} runs code and cannot hold a value: ${text}`);
  }
  if (context.atStart && urlAttributes.has(context.name) && !safeUrl.test(text)) {
    throw new UnsafeHtmlError(
      `${context.name} takes http(s), mailto, relative, and image or audio data URLs: ${text}`,
    );
  }
  return escapeHtml(text);
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => render(item, { place: "content" })).join("");
  if (value instanceof Html) return value.markup;
  if (!isDisplayable(value)) return escapeHtml(String(value));
  const bundle = value[jupyterDisplay]();
  if (!(bundle instanceof Promise) && typeof bundle["text/html"] === "string") return bundle["text/html"];
  throw new UnsafeHtmlError("html cannot hold an object without ready text/html; display it on its own");
}

const urlAttributes = new Set(["href", "src", "action", "formaction", "data", "poster", "xlink:href"]);

/** A scheme from the list, or none: no colon before the first slash, question mark or hash. */
const safeUrl = /^(?:https?:|mailto:|data:(?:image|audio)\/|[^:]*(?:[/?#]|$))/i;

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

/** What is left for a terminal: no tags, a line for each block. */
function textOf(markup: string): string {
  return markup
    .replace(/<br\s*\/?>|<\/(?:p|div|li|tr|h[1-6]|figure|pre|ul|ol|table|caption)>/gi, "\n")
    .replace(/<\/t[dh]>/gi, "  ")
    .replace(/<(?:"[^"]*"|'[^']*'|[^'">])*>/g, "")
    .replace(/&(?:#(\d+)|(amp|lt|gt|quot|nbsp));/g, (_, code: string, name: string) =>
      code ? String.fromCodePoint(Number(code)) : (entities[name] ?? ""),
    )
    .replace(/[ \t]*\n\s*/g, "\n")
    .trim();
}
