import { escapeUTF8 as escapeHtml } from "entities";
import GithubSlugger from "github-slugger";
import type { Block, ReportDocument } from "../document/blocks.ts";
import { textOf } from "../document/text-of.ts";
import { blocksHtml } from "./blocks-html.ts";
import { page } from "./page.ts";

/** A report as one HTML page: contents, text, pictures; nothing is loaded and no script runs. */
export function renderHtml({ title, subtitle, authors, date, language, blocks }: ReportDocument): string {
  const byline = [authors.join(", "), date].filter(Boolean).join(" · ");
  const main = `<header>
<h1 dir="auto">${escapeHtml(title)}</h1>
${subtitle === undefined ? "" : `<p class="soft">${escapeHtml(subtitle)}</p>`}
<p dir="auto">${escapeHtml(byline)}</p>
</header>
${contents(blocks)}
${blocksHtml(blocks, { headingShift: 1, slugger: new GithubSlugger() })}`;
  return page({ title, language, main, ...(subtitle && { description: subtitle }) });
}

/** Links to the headings of the first two levels. */
function contents(blocks: readonly Block[]): string {
  const slugger = new GithubSlugger();
  const entries = blocks.flatMap((block) => {
    if (block.type !== "heading") return [];
    const text = textOf(block.content);
    return [{ level: block.level, text, id: slugger.slug(text) }];
  });
  const items: string[] = [];
  for (const [i, { level, text, id }] of entries.entries()) {
    if (level > 1) continue;
    const end = entries.findIndex((entry, k) => k > i && entry.level === 1);
    const below = entries.slice(i + 1, end < 0 ? undefined : end).filter((entry) => entry.level === 2);
    const link = (entry: { text: string; id: string }) =>
      `<a href="#${escapeHtml(entry.id)}" dir="auto">${escapeHtml(entry.text)}</a>`;
    const nested =
      below.length > 0 ? `<ul>${below.map((entry) => `<li>${link(entry)}</li>`).join("")}</ul>` : "";
    items.push(`<li>${link({ text, id })}${nested}</li>`);
  }
  return items.length === 0 ? "" : `<nav aria-label="Contents"><ul>${items.join("\n")}</ul></nav>`;
}
