import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { renderMarkdown } from "./render-markdown.ts";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The elements of HTML, by a parser. */
function elements(html: string): Element[] {
  const found: Element[] = [];
  const parser = new Parser({ onopentag: (name, attributes) => found.push({ name, attributes }) });
  parser.end(html);
  return found;
}

const harmful = [
  ...[
    "script",
    "style",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "textarea",
    "select",
  ],
  ...[
    "svg",
    "math",
    "link",
    "meta",
    "base",
    "noscript",
    "template",
    "portal",
    "dialog",
    "marquee",
    "video",
    "audio",
  ],
];

const harmless = {
  id: /^card-/,
  class: /^language-\S+$/,
  href: /^(?:https?:\/\/|mailto:|#card-|[^:]*$)/,
  src: /^(?:https?:\/\/|[^:]*$)/,
} as Record<string, RegExp>;

function expectHarmless(html: string): void {
  const wrong = elements(html).flatMap(({ name, attributes }) => [
    ...(harmful.includes(name) ? [name] : []),
    ...Object.entries(attributes).flatMap(([attribute, value]) =>
      /^on|^style$|^name$|^srcdoc$|^srcset$|^target$|^form|:/i.test(attribute) ||
      harmless[attribute]?.test(value) === false
        ? [`${name} ${attribute}="${value}"`]
        : [],
    ),
  ]);
  expect(wrong).toEqual([]);
}

const attacks: [name: string, markdown: string][] = [
  ["a script", "<script>alert(1)</script>"],
  ["a script in upper case and parts", "<SCR<script>IPT>alert(1)</SCR</script>IPT>"],
  ["a script that is not closed", "<script>alert(1)"],
  ["a script from elsewhere", "<script src=//evil.example/x.js></script>"],
  ["an event handler", "<img src=x onerror=alert(1)>"],
  ["an event handler behind a slash", "<img/src=x/onerror=alert(1)>"],
  ["an event handler with odd spaces", "<img src=x\fonerror\n=\talert(1)>"],
  [
    "an event handler on what is allowed",
    "<details open ontoggle=alert(1)><summary onclick=alert(1)>x</summary></details>",
  ],
  ["an event handler in an attribute's quotes", `<p title="x" onmouseover="alert(1)">y</p>`],
  ["a quote that breaks out of Markdown's title", `[x](y "a\\" onmouseover=alert(1) b")`],
  ["a quote that breaks out of an image's text", `![" onerror="alert(1)](x.png)`],
  ["a javascript: link", "[x](javascript:alert(1))"],
  ["a javascript: link in odd letters", "[x](JaVaScRiPt:alert(1))"],
  ["a javascript: link with a tab", `<a href="java\tscript:alert(1)">x</a>`],
  ["a javascript: link with entities", `<a href="&#106;avascript&colon;alert(1)">x</a>`],
  ["a javascript: link behind control characters", `<a href="\u0001 javascript:alert(1)">x</a>`],
  ["a javascript: link with a line break as an entity", `<a href="java&NewLine;script:alert(1)">x</a>`],
  ["a javascript: link in angle brackets", "<javascript:alert(1)>"],
  ["a javascript: reference", "[x][1]\n\n[1]: javascript:alert(1)"],
  ["a javascript: image", "![x](javascript:alert(1))"],
  ["a vbscript: link", "[x](vbscript:msgbox(1))"],
  ["a data: link", "[x](data:text/html;base64,PHNjcmlwdD4=)"],
  ["a data: image", "![x](data:image/svg+xml;base64,PHN2Zz4=)"],
  ["a blob: link", "[x](blob:https://example.org/1)"],
  ["a file: link", "[x](file:///etc/passwd)"],
  ["SVG with a handler", "<svg onload=alert(1)><script>alert(2)</script></svg>"],
  ["SVG with a link", `<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`],
  [
    "SVG with an animation",
    `<svg><animate attributeName=href values=javascript:alert(1) /><a id=x>x</a></svg>`,
  ],
  [
    "SVG with foreign HTML",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
  ],
  [
    "MathML",
    `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>`,
  ],
  [
    "noscript that a browser reads otherwise",
    `<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`,
  ],
  ["a comment that a browser reads otherwise", "<!--><img src=x onerror=alert(1)>-->"],
  ["a comment with a dash and a bang", "<!-- --!><img src=x onerror=alert(1)> -->"],
  ["CDATA", "<![CDATA[<img src=x onerror=alert(1)>]]>"],
  ["a processing instruction", "<?xml x?><img src=x onerror=alert(1)>"],
  ["a style element", "<style>body { display: none }</style>"],
  ["a style attribute", `<div style="position:fixed;inset:0;background:url(https://evil.example)">x</div>`],
  ["a class of the page", `<div class="login-form hidden">x</div>`],
  ["an iframe", "<iframe src=https://evil.example></iframe>"],
  ["an iframe with its own document", `<iframe srcdoc="<script>alert(1)</script>"></iframe>`],
  ["an object", "<object data=x.swf></object><embed src=x.swf>"],
  ["a form", `<form action=https://evil.example><input name=password><button>go</button></form>`],
  ["a button of somebody else's form", `<button form=upload formaction=https://evil.example>go</button>`],
  ["a base address", "<base href=https://evil.example/>"],
  ["a redirect", `<meta http-equiv=refresh content="0;url=https://evil.example">`],
  ["a style sheet", "<link rel=stylesheet href=https://evil.example/x.css>"],
  [
    "an id that hides a script's variable",
    "<a id=config></a><img name=getElementById src=x><p id=config>x</p>",
  ],
  ["an id of a heading in HTML", "<h1 id=config>x</h1>"],
  ["an id of a heading in Markdown", "# config"],
  ["a heading with a quote", `# a" onclick="alert(1)`],
  ["a heading with HTML", "# <img src=x onerror=alert(1)>"],
  ["a code block's language", '```js" onmouseover="alert(1)\nx\n```'],
  ["a code block's language as classes", "```js login-form\nx\n```"],
  ["HTML in a code block", "```\n<script>alert(1)</script>\n```"],
  ["HTML in code", "`<img src=x onerror=alert(1)>`"],
  ["HTML in a table", "| a |\n|---|\n| <img src=x onerror=alert(1)> |"],
  ["HTML in a link's text", "[<img src=x onerror=alert(1)>](x)"],
  ["a list of images", `<img srcset="javascript:alert(1) 1x" src=x>`],
  ["a picture", `<picture><source srcset="data:text/html,x"><img src=x></picture>`],
  ["a video", `<video src=x onerror=alert(1)><source onerror=alert(1)></video>`],
  ["a window that can be reached", `<a href=https://evil.example target=_blank>x</a>`],
  ["a template", "<template><img src=x onerror=alert(1)></template>"],
  ["text areas that end elsewhere", `<textarea></p><img src=x onerror=alert(1)></textarea>`],
  ["a title that ends elsewhere", `<title><p title="</title><img src=x onerror=alert(1)>">`],
  ["xmp", `<xmp><p title="</xmp><img src=x onerror=alert(1)>">`],
  ["plaintext", "<plaintext><img src=x onerror=alert(1)>"],
  ["NUL", "<scr\0ipt>alert(1)</scr\0ipt><img src=x on\0error=alert(1)>"],
  ["an element that is not closed", "<img src=x onerror=alert(1)//"],
  ["a custom element", "<x-login onclick=alert(1)>x</x-login>"],
  ["an address with a name and a password", "[x](https://user:secret@evil.example)"],
  ["no line breaks within", `<a href="x"onclick="alert(1)">x</a>`],
];

describe("renderMarkdown", () => {
  it.each(attacks)("makes harmless %s", (_, markdown) => {
    const html = renderMarkdown(markdown);
    expectHarmless(html);
    // Once more through the parser: what a browser makes of it must not become something else.
    expectHarmless(renderMarkdown(html));
  });

  it("keeps headings, tables, code, lists, images and details", () => {
    const html = renderMarkdown(
      [
        "# The *Title*",
        "## Same",
        "## Same",
        "| a | b |\n|:--|--:|\n| `x` | **y** |",
        "```ts\nconst a = 1 < 2;\n```",
        "- [x] done\n- [ ] open",
        "<details><summary>More</summary>\n\ntext\n\n</details>",
        '<p align="center"><img src="https://example.org/a.png" width="40" alt="A"></p>',
        "[mail](mailto:ada@example.org) ~~gone~~ <sub>2</sub> H<br>",
      ].join("\n\n"),
    );
    expect(html).toContain('<h1 id="card-the-title">The <em>Title</em></h1>');
    expect(html).toContain('<h2 id="card-same">Same</h2>');
    expect(html).toContain('<h2 id="card-same-1">Same</h2>');
    expect(html).toContain('<th align="left">a</th>');
    expect(html).toContain('<td align="right"><strong>y</strong></td>');
    expect(html).toContain('<pre><code class="language-ts">const a = 1 &lt; 2;\n</code></pre>');
    expect(html).toMatch(/☑ done[\s\S]*☐ open/);
    expect(html).toMatch(/<details><summary>More<\/summary>[\s\S]*<p>text<\/p>[\s\S]*<\/details>/);
    expect(html).toContain(
      '<p align="center"><img width="40" alt="A" src="https://example.org/a.png" /></p>',
    );
    expect(html).toContain('<a href="mailto:ada@example.org" rel="nofollow noreferrer">mail</a>');
    expect(html).toContain("<del>gone</del> <sub>2</sub>");
  });

  it("rewrites what is relative, of links and images in Markdown and HTML", () => {
    const calls: string[] = [];
    const html = renderMarkdown(
      [
        "[a](docs/a.md#part) ![b](./b c.png) [c](../../../etc/passwd) [d](https://example.org/d) [e](#the-title)",
        '<img src="plots/x.png?raw=true"> <a href="x\\..\\y.md">f</a> [g](/ada/other) [h](//evil.example/x)',
      ]
        .join("\n\n")
        .replace("./b c.png", "<./b c.png>"),
      {
        rewrite: (path, kind) => {
          calls.push(`${kind} ${path}`);
          return `/ada/model/${kind === "image" ? "resolve" : "blob"}/main/${path}`;
        },
      },
    );
    expect(calls).toEqual([
      "link docs/a.md#part",
      "image b%20c.png",
      "link etc/passwd",
      "image plots/x.png?raw=true",
      "link y.md",
    ]);
    const addresses = elements(html).flatMap(({ attributes }) => attributes.href ?? attributes.src ?? []);
    expect(addresses).toEqual([
      "/ada/model/blob/main/docs/a.md#part",
      "/ada/model/resolve/main/b%20c.png",
      "/ada/model/blob/main/etc/passwd",
      "https://example.org/d",
      "#card-the-title",
      "/ada/model/resolve/main/plots/x.png?raw=true",
      "/ada/model/blob/main/y.md",
      "/ada/other",
      "https://evil.example/x",
    ]);
  });

  it("does not trust what the caller makes of an address", () => {
    expectHarmless(renderMarkdown("[a](b) ![a](b)", { rewrite: () => "javascript:alert(1)" }));
  });

  it("takes another prefix for ids", () => {
    const html = renderMarkdown("# A\n\n[a](#a)\n\n<h2 id='b c'>B</h2>", { idPrefix: "readme-" });
    expect(elements(html).flatMap(({ attributes }) => attributes.id ?? attributes.href ?? [])).toEqual([
      "readme-a",
      "#readme-a",
      "readme-bc",
    ]);
  });

  it.each([
    ["quotes", ">".repeat(100_000)],
    ["quotes with spaces", "> ".repeat(100_000)],
    ["lists", "- ".repeat(100_000)],
    ["numbers", "1. ".repeat(80_000)],
    ["lists line by line", Array.from({ length: 400 }, (_, i) => `${"  ".repeat(i)}- x`).join("\n")],
    ["brackets", "[".repeat(200_000)],
    ["brackets and parentheses", "[x](".repeat(50_000)],
    ["images", "![".repeat(100_000)],
    ["stars", "*a ".repeat(80_000)],
    ["stars and underscores", "*_".repeat(100_000)],
    ["backticks", "`a``".repeat(20_000)],
    ["angle brackets", "<".repeat(200_000)],
    ["elements", "<b>".repeat(10_000)],
    ["more than is read", "# x\n".repeat(100_000)],
  ])("shows as it is, or in time, what is hostile: %s", (_, markdown) => {
    expectHarmless(renderMarkdown(markdown).slice(0, 10_000));
  });
});
