import sanitizeHtml from "sanitize-html";

const structure =
  "table thead tbody tfoot tr th td caption colgroup col div span p br b strong i em u s small sub sup mark code pre kbd ul ol li dl dt dd h1 h2 h3 h4 h5 h6 details summary blockquote figure figcaption hr";
const styles =
  "background background-color border border-bottom border-collapse border-left border-radius border-right border-spacing border-top caption-side color display font-family font-size font-style font-variant-numeric font-weight gap height line-height margin margin-bottom margin-left margin-right margin-top max-width min-width padding padding-bottom padding-left padding-right padding-top table-layout text-align text-decoration vertical-align white-space width";

/** Colours, lengths and words; nothing that loads something. */
const harmless = /^(?!.*(?:url|image|expression|element)\s*\()[\w\s#.,%()/'"+*-]+$/i;

/** HTML that a cell has shown, without scripts, forms, frames, handlers, and whatever leads or loads elsewhere. */
export function sanitizeOutput(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: structure.split(" "),
    allowedAttributes: {
      "*": ["style", "title", "aria-label", "dir", "lang"],
      // Bars of progress as they were at the end.
      div: [
        { name: "role", values: ["progressbar", "img", "group"] },
        "aria-valuenow",
        "aria-valuemin",
        "aria-valuemax",
      ],
      th: ["scope", "colspan", "rowspan"],
      td: ["colspan", "rowspan"],
    },
    allowedStyles: { "*": Object.fromEntries(styles.split(" ").map((name) => [name, [harmless]])) },
    transformTags: {
      div: (tagName, attribs) => ({
        tagName,
        attribs: attribs.role === "progressbar" ? { "aria-label": "Progress", ...attribs } : attribs,
      }),
    },
    disallowedTagsMode: "discard",
  });
}
