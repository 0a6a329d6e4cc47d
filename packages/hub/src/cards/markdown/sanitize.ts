import sanitizeHtml from "sanitize-html";

export interface SanitizeOptions {
  /** Before each id of a heading; other elements have none. */
  readonly idPrefix: string;
  /** What an address becomes, or `undefined` where it must go. */
  address(value: string, kind: "link" | "image"): string | undefined;
}

const headings = ["h1", "h2", "h3", "h4", "h5", "h6"];

const elements = [
  ...headings,
  ...[
    "p",
    "div",
    "span",
    "br",
    "hr",
    "center",
    "blockquote",
    "pre",
    "code",
    "kbd",
    "samp",
    "var",
    "q",
    "cite",
  ],
  ...["b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "abbr", "dfn", "time"],
  ...["ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"],
  ...["a", "img", "figure", "figcaption", "details", "summary", "ruby", "rt", "rp"],
];

/** Elements whose content is no text of the card, and goes with them. */
const withContent = [
  ...[
    "script",
    "style",
    "textarea",
    "option",
    "noscript",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "template",
  ],
  ...["title", "xmp", "noembed", "noframes", "select", "audio", "video", "canvas"],
];

/** HTML of which only harmless elements, attributes and addresses are left. */
export function sanitize(html: string, { idPrefix, address }: SanitizeOptions): string {
  const heading: sanitizeHtml.Transformer = (tagName, { id, ...attribs }) => ({
    tagName,
    attribs: { ...attribs, ...(id !== undefined && { id: prefixed(id, idPrefix) }) },
  });
  return sanitizeHtml(html, {
    allowedTags: elements,
    nonTextTags: withContent,
    allowedAttributes: {
      "*": ["align", "title", "dir", "lang"],
      a: ["href", "rel"],
      img: ["src", "alt", "width", "height"],
      details: ["open"],
      ol: ["start", "type", "reversed"],
      th: ["colspan", "rowspan", "scope"],
      td: ["colspan", "rowspan"],
      time: ["datetime"],
      ...Object.fromEntries(headings.map((name) => [name, ["id"]])),
    },
    // The language of a code block, which marked writes as a class.
    allowedClasses: { code: ["language-*"] },
    allowedSchemes: ["http", "https", "mailto"],
    allowedSchemesByTag: { img: ["http", "https"] },
    allowProtocolRelative: false,
    nestingLimit: 100,
    transformTags: {
      a: (tagName, { href, title }) => {
        const to = href === undefined ? undefined : address(href, "link");
        return {
          tagName,
          attribs: {
            ...(title && { title }),
            ...(to !== undefined && { href: to, rel: "nofollow noreferrer" }),
          },
        };
      },
      img: (tagName, { src, ...attribs }) => {
        const from = src === undefined ? undefined : address(src, "image");
        return { tagName, attribs: { ...attribs, ...(from !== undefined && { src: from }) } };
      },
      ...Object.fromEntries(headings.map((name) => [name, heading])),
    },
    exclusiveFilter: ({ tag, attribs }) => tag === "img" && attribs.src === undefined,
  });
}

/** Letters, digits, `-` and `_`, of any language; what else an author wrote would be no id of a heading. */
function prefixed(id: string, prefix: string): string {
  return prefix + id.replaceAll(/[^\p{L}\p{N}_-]/gu, "");
}
