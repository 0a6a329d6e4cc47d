import { escapeHtml } from "./escape-html.ts";
import { style } from "./style.ts";

export interface PageOptions {
  readonly title: string;
  readonly language: string;
  readonly description?: string;
  /** More rules for this kind of page. */
  readonly css?: string;
  /** Before the main part, such as navigation; HTML. */
  readonly header?: string;
  readonly main: string;
  /** After the main part; HTML. */
  readonly footer?: string;
  /** A script of ours that runs at the end. */
  readonly script?: string;
}

/** A whole page that needs nothing from elsewhere, and whose policy keeps it so. */
export function page({
  title,
  language,
  description,
  css = "",
  header = "",
  main,
  footer = "",
  script,
}: PageOptions): string {
  const policy =
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; media-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}; script-src 'self' ${script === undefined ? "" : "'unsafe-inline'"}">
<title>${escapeHtml(title)}</title>
${description === undefined ? "" : `<meta name="description" content="${escapeHtml(description)}">`}
<style>${style}${css}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
${header}
<main id="main">
${main}
</main>
${footer}
${script === undefined ? "" : `<script type="module">${script}</script>`}
</body>
</html>
`;
}
