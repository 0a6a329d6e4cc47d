import { escapeUTF8 as escapeHtml } from "entities";
import GithubSlugger from "github-slugger";
import type { Block, Inline, TableBlock } from "../document/blocks.ts";
import { textOf } from "../document/text-of.ts";
import { codeHtml } from "./code-html.ts";
import { mathHtml } from "./math-html.ts";
import { svgPicture } from "./svg-picture.ts";

export interface BlocksHtmlOptions {
  /** Added to the level of each heading. Default: 0 */
  readonly headingShift?: number;
  /** Gives ids to headings; pass the same one for all blocks of a page. */
  readonly slugger?: GithubSlugger;
}

/** Blocks as HTML. All text is escaped, and nothing but elements of our own comes out. */
export function blocksHtml(
  blocks: readonly Block[],
  { headingShift = 0, slugger = new GithubSlugger() }: BlocksHtmlOptions = {},
): string {
  const nested = (inner: readonly Block[]) => blocksHtml(inner, { headingShift, slugger });
  const write = (block: Block): string => {
    switch (block.type) {
      case "heading": {
        const level = Math.min(6, block.level + headingShift);
        const id = escapeHtml(slugger.slug(textOf(block.content)));
        return `<h${level} id="${id}" dir="auto">${inlineHtml(block.content)}</h${level}>`;
      }
      case "paragraph":
        return `<p dir="auto">${inlineHtml(block.content)}</p>`;
      case "code":
        return `<pre tabindex="0"><code>${codeHtml(block.text, block.language)}</code></pre>`;
      case "math":
        return `<div class="math" tabindex="0">${mathHtml(block.tex, { display: true })}</div>`;
      case "list": {
        const [open, close] =
          block.start === undefined ? ["<ul>", "</ul>"] : [`<ol start="${block.start}">`, "</ol>"];
        return `${open}${block.items.map((item) => `<li dir="auto">${listItem(item, nested)}</li>`).join("")}${close}`;
      }
      case "quote":
        return `<blockquote>${nested(block.blocks)}</blockquote>`;
      case "rule":
        return "<hr>";
      case "table":
        return tableHtml(block);
      case "picture": {
        const caption =
          block.caption.length > 0 ? `<figcaption>${inlineHtml(block.caption)}</figcaption>` : "";
        return `<figure>${svgPicture(block.svg, block.alt)}${caption}</figure>`;
      }
    }
  };
  return blocks.map(write).join("\n");
}

/** An item that is one line has no paragraph around it. */
function listItem(item: readonly Block[], nested: (blocks: readonly Block[]) => string): string {
  const [first, ...rest] = item;
  return first?.type === "paragraph" ? inlineHtml(first.content) + nested(rest) : nested(item);
}

function tableHtml({ head, align, rows }: TableBlock): string {
  const style = (column: number) => (align[column] ? ` class="${align[column]}"` : "");
  const heads = head
    // A heading that says nothing would be read as one.
    .map((cell, i) =>
      cell.length === 0 ? "<td></td>" : `<th scope="col"${style(i)}>${inlineHtml(cell)}</th>`,
    )
    .join("");
  const body = rows.map(
    (row) => `<tr>${row.map((cell, i) => `<td${style(i)}>${inlineHtml(cell)}</td>`).join("")}</tr>`,
  );
  // Wide tables scroll by themselves, also from the keyboard.
  return `<div class="table" role="group" aria-label="Table" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>
${body.join("\n")}
</tbody></table></div>`;
}

export function inlineHtml(content: readonly Inline[]): string {
  return content.map(inline).join("");
}

function inline(each: Inline): string {
  switch (each.type) {
    case "text":
      return escapeHtml(each.text);
    case "emphasis":
      return `<em>${inlineHtml(each.content)}</em>`;
    case "strong":
      return `<strong>${inlineHtml(each.content)}</strong>`;
    case "deleted":
      return `<del>${inlineHtml(each.content)}</del>`;
    case "code":
      return `<code>${escapeHtml(each.text)}</code>`;
    case "math":
      return mathHtml(each.tex);
    case "break":
      return "<br>";
    case "link":
      return `<a href="${escapeHtml(each.href)}">${inlineHtml(each.content)}</a>`;
    case "figure": {
      const number = `<span class="figure" title="${escapeHtml(each.source)}">${escapeHtml(each.text)}</span>`;
      return each.href ? `<a class="source" href="${escapeHtml(each.href)}">${number}</a>` : number;
    }
    case "missing":
      return `<mark class="missing">${escapeHtml(each.text)}</mark>`;
    case "reference":
      throw new TypeError(`a figure that was filled in expected: ${each.text}`);
  }
}
