import GithubSlugger from "github-slugger";
import { Marked } from "marked";
import { escapeHtml } from "./escape-html.ts";
import { isTooDeep } from "./is-too-deep.ts";
import { resolveAddress } from "./resolve-address.ts";
import { sanitize } from "./sanitize.ts";

export interface RenderMarkdownOptions {
  /**
   * The address of a file in the repository, such as `/ada/model/resolve/main/plot.png`.
   *
   * @param path without `..`, encoded as in an address, perhaps with a query and a fragment
   */
  rewrite?(path: string, kind: "link" | "image"): string;
  /** Before the id of each heading, so that none is a name that the page or its scripts use. Default: `card-` */
  readonly idPrefix?: string;
}

/** Longer text is shown as it is, for the parser's time grows with it. */
const maxCharacters = 1 << 18;

/**
 * Markdown of somebody who may be hostile, as HTML for a page: GitHub's tables, code, lists, images, links, `details` and a
 * few harmless elements. Scripts, styles, forms, frames, SVG, event handlers, ids and classes of the author, and addresses
 * other than http, https and mailto are taken out. Headings get ids. Text that would take the parser too long, longer than
 * 262,144 characters or nested deeper than 50, is shown as it is.
 */
export function renderMarkdown(
  markdown: string,
  { rewrite = (path) => path, idPrefix = "card-" }: RenderMarkdownOptions = {},
): string {
  if (markdown.length > maxCharacters || isTooDeep(markdown)) return `<pre>${escapeHtml(markdown)}</pre>\n`;
  const slugger = new GithubSlugger();
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens);
        const text = this.parser.parseInline(tokens, this.parser.textRenderer);
        return `<h${depth} id="${escapeHtml(slugger.slug(text))}">${html}</h${depth}>\n`;
      },
      // A form's element in marked's own HTML.
      checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    },
  });
  const html = marked.parse(markdown, { async: false });
  return sanitize(html, {
    idPrefix,
    address: (value, kind) => resolveAddress(value, kind, { idPrefix, rewrite }),
  });
}
