import type { ReportDocument } from "../document/blocks.ts";
import { type MathWriter, TypstWriter } from "./blocks-typst.ts";
import { typstString } from "./typst-string.ts";

/** A report as the text of a Typst program. */
export function reportTypst(
  { title, subtitle, authors, date, language, blocks }: ReportDocument,
  { fonts, math }: { readonly fonts: readonly string[]; readonly math: MathWriter },
): string {
  const writer = new TypstWriter(math);
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const names = authors.map(typstString).join(", ");
  return `#let fonts = (${fonts.map(typstString).join(", ")},)
#set document(
  title: ${typstString(title)},
  author: (${names}${names && ","}),
  date: datetime(year: ${year}, month: ${month}, day: ${day}),
)
#set text(font: fonts, size: 10.5pt, lang: ${typstString(language)})
#set page(paper: "a4", margin: (x: 2.4cm, y: 2.6cm), numbering: "1", header: context if counter(page).get().first() > 1 {
  set text(size: 8.5pt, fill: luma(90))
  ${typstString(title)}
})
#set par(justify: false, leading: 0.68em, spacing: 1.1em)
#set heading(numbering: none)
#show heading: set block(above: 1.6em, below: 0.8em)
#show heading.where(level: 1): set text(size: 17pt)
#show heading.where(level: 2): set text(size: 13pt)
#show heading.where(level: 3): set text(size: 11pt)
#show link: set text(fill: rgb("#0b57a4"))
#show raw: set text(font: ("DejaVu Sans Mono", ..fonts), size: 0.86em)
#show raw.where(block: true): it => block(width: 100%, fill: luma(244), inset: 8pt, radius: 3pt, breakable: true, it)
#show quote.where(block: true): set block(stroke: (left: 2pt + luma(180)), inset: (left: 10pt))
#set table(stroke: none, inset: (x: 6pt, y: 4pt))
#set table.hline(stroke: 0.5pt)
#show table.cell: set text(size: 0.92em)
#show table.cell.where(y: 0): strong
#show table: set table(stroke: (x, y) => (bottom: if y == 0 { 0.8pt + luma(60) } else { 0.4pt + luma(200) }))
#set figure(numbering: none)
#show figure: set block(breakable: true)
#{
  v(3cm)
  {
    set text(size: 24pt, weight: "bold")
    par(${typstString(title)})
  }
  ${subtitle === undefined ? "" : `par(text(size: 13pt, fill: luma(70), ${typstString(subtitle)}))`}
  v(0.6cm)
  par(${typstString(authors.join(", ") || "no authors")})
  par(${typstString(date)})
  v(1cm)
  outline(depth: 2, title: "Contents")
  pagebreak()
}
#{
${writer.blocks(blocks)}
}
`;
}
