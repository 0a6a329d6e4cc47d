import { escapeUTF8 as escapeHtml } from "entities";
import { style } from "./style.ts";

export interface PageOptions {
  readonly title: string;
  /** A tag of BCP 47. */
  readonly language: string;
  readonly description?: string;
  /** More rules for this kind of page. */
  readonly css?: string;
  /** Before the main part, such as navigation; HTML. */
  readonly header?: string;
  /** HTML. */
  readonly main: string;
  /** After the main part; HTML. */
  readonly footer?: string;
  /** Addresses of scripts beside the page, which run before it is drawn. */
  readonly scripts?: readonly string[];
}

/** Only what lies beside the page is loaded; nothing is sent anywhere. */
const policy = [
  "default-src 'none'",
  "img-src 'self' data:",
  "style-src 'unsafe-inline'",
  "script-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A whole page that needs nothing from elsewhere, and whose policy keeps it so. */
export function page(options: PageOptions): string {
  const { title, language, description, css = "", header = "", main, footer = "", scripts = [] } = options;
  const summary =
    description === undefined ? "" : `<meta name="description" content="${escapeHtml(description)}">\n`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
${summary}<link rel="icon" href="data:,">
<style>${style}${css}</style>
${scripts.map((address) => `<script src="${escapeHtml(address)}"></script>`).join("\n")}
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
${header}
<main id="main" tabindex="-1">
${main}
</main>
${footer}
</body>
</html>
`;
}
