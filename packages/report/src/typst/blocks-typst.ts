import type { Block, Inline, TableBlock } from "../document/blocks.ts";
import { isRightToLeft } from "../document/is-right-to-left.ts";
import { textOf } from "../document/text-of.ts";
import { typstString } from "./typst-string.ts";

/** Typst's notation of a formula, or nothing where it has none. */
export type MathWriter = (tex: string) => string | undefined;

/**
 * Blocks as expressions of Typst's code. Text stands in strings only, so that none of it is taken for markup or code.
 * https://typst.app/docs/reference/scripting/
 */
export class TypstWriter {
  readonly #math: MathWriter;

  constructor(math: MathWriter) {
    this.#math = math;
  }

  blocks(blocks: readonly Block[]): string {
    return blocks.map((block) => this.#block(block)).join("\n");
  }

  #block(block: Block): string {
    switch (block.type) {
      case "heading":
        return `heading(level: ${block.level}, ${this.inlines(block.content)})`;
      case "paragraph": {
        const paragraph = `par(${this.inlines(block.content)})`;
        return isRightToLeft(textOf(block.content)) ? `{ set text(dir: rtl); ${paragraph} }` : paragraph;
      }
      case "code":
        return `raw(block: true, lang: ${typstString(block.language || "text")}, ${typstString(block.text)})`;
      case "math":
        return this.#formula(block.tex, true);
      case "list": {
        const kind = block.start === undefined ? "list(" : `enum(start: ${block.start}, `;
        return `${kind}${block.items.map((item) => `{ ${this.#item(item)} }`).join(", ")})`;
      }
      case "quote":
        return `quote(block: true, { ${this.blocks(block.blocks)} })`;
      case "rule":
        return "line(length: 100%, stroke: 0.5pt + luma(160))";
      case "table":
        return this.#table(block);
      case "picture": {
        const image = `image(bytes(${typstString(block.svg)}), format: "svg", alt: ${typstString(block.alt)})`;
        // An SVG is drawn in its own size, unless that is wider than the page or higher than a third of it.
        const fitted = `layout(size => {
  let it = ${image}
  let own = measure(it)
  let share = calc.min(1, size.width / own.width, 9cm / own.height)
  set image(width: own.width * share)
  it
})`;
        const caption = block.caption.length > 0 ? `, caption: ${this.inlines(block.caption)}` : "";
        return `figure(${fitted}${caption})`;
      }
    }
  }

  /** An item that is one line is no paragraph of its own, so that items stand close. */
  #item([first, ...rest]: readonly Block[]): string {
    if (first?.type !== "paragraph") return this.blocks([...(first ? [first] : []), ...rest]);
    return `${this.inlines(first.content)}\n${this.blocks(rest)}`;
  }

  #table({ head, align, rows }: TableBlock): string {
    const width = Math.max(1, head.length);
    const cells = (row: readonly (readonly Inline[])[]) =>
      Array.from({ length: width }, (_, i) => this.inlines(row[i] ?? [])).join(", ");
    const sides = Array.from({ length: width }, (_, i) => align[i] ?? "left").join(", ");
    const body = rows.map((row) => `, ${cells(row)}`).join("");
    return `table(columns: ${width}, align: (${sides},), table.header(${cells(head)})${body})`;
  }

  /** What stands within a line as one value. */
  inlines(content: readonly Inline[]): string {
    // The empty content makes it content, where there is text alone.
    return `{ []; ${content.map((each) => this.#inline(each)).join("; ")} }`;
  }

  #inline(each: Inline): string {
    switch (each.type) {
      case "text":
      case "figure":
        return typstString(each.text);
      case "emphasis":
        return `emph(${this.inlines(each.content)})`;
      case "strong":
        return `strong(${this.inlines(each.content)})`;
      case "deleted":
        return `strike(${this.inlines(each.content)})`;
      case "code":
        return `raw(${typstString(each.text)})`;
      case "math":
        return this.#formula(each.tex, false);
      case "break":
        return "linebreak()";
      case "link":
        // Addresses within the HTML page lead nowhere here.
        return /^(?:https?:|mailto:)/i.test(each.href)
          ? `link(${typstString(each.href)}, ${this.inlines(each.content)})`
          : this.inlines(each.content);
      case "missing":
        return `highlight(fill: rgb("#ffd54f"), ${typstString(`[${each.text}]`)})`;
      case "reference":
        throw new TypeError(`a figure that was filled in expected: ${each.text}`);
    }
  }

  #formula(tex: string, block: boolean): string {
    const typst = this.#math(tex);
    if (typst === undefined) return `raw(${typstString(tex)})`;
    return `math.equation(block: ${block}, alt: ${typstString(tex)}, $${typst}$.body)`;
  }
}
