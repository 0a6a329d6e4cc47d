import type { ReportDocument } from "../src/index.ts";
import { fillFigures, parseMarkdown } from "../src/index.ts";

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60"><rect width="120" height="60" fill="#eef"/><text x="10" y="35">loss</text></svg>`;

/** A report with all that reports can have; `loss` is the value of its one measured number. */
export function sampleReport(loss: number, more = ""): ReportDocument {
  const { blocks } = parseMarkdown(`# One
A *loss* of **{{curves.loss .3}}** beside {{nothing}}, as \`code\`, [a link](https://example.org/a?b=c&d="e"), $\\frac{a}{b}$ and
<script>alert(1)</script> "quotes", #hashes, $5, \\*stars\\*, \\\\backslashes.

## Lists

1. first
   - inner
   - second inner
2. second

   more of it

> a quote

## Table and code

| model | score |
|:---|---:|
| ours | 0.97 |
| <b>theirs</b> | 0.90 |

\`\`\`ts
const answer: number = 42; // <not html>
\`\`\`

$$\\sum_{i=1}^n x_i$$

---

## Other scripts

漢字とカナ、汉字、한국어。 שלום עולם. مرحبا بالعالم.

שלום: this line begins from the right.

${more}`);
  const find = (name: string) =>
    name === "curves.loss"
      ? { value: loss, source: "chapter 3, cell curves", href: "03.html#cell-curves" }
      : undefined;
  const picture = {
    type: "picture",
    svg,
    alt: "A box",
    caption: [{ type: "text", text: "A picture of a box" }],
  } as const;
  return {
    title: "A report & more",
    subtitle: "for tests",
    authors: ["Ada Lovelace", "Charles Babbage"],
    date: "2030-02-03",
    language: "en",
    blocks: [...fillFigures(blocks, find).blocks, picture],
  };
}
