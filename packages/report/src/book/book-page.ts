import { escapeUTF8 as escapeHtml } from "entities";
import { page } from "../html/page.ts";
import { bookStyle } from "./book-style.ts";

export interface BookPageOptions {
  readonly book: string;
  readonly title: string;
  readonly language: string;
  /** HTML. */
  readonly main: string;
  /** Rules of this page alone. */
  readonly css?: string;
  /** Links before and after this page. */
  readonly previous?: { readonly href: string; readonly title: string } | undefined;
  readonly next?: { readonly href: string; readonly title: string } | undefined;
}

/** A page of a book, with what all of them have: the way to the contents, search, and light or dark. */
export function bookPage({ book, title, language, main, css = "", previous, next }: BookPageOptions): string {
  const header = `<header class="bar">
<a href="index.html">${escapeHtml(book)}</a>
<label><span class="visually-hidden">Search the book</span><input id="search" type="search" placeholder="Search  /" autocomplete="off"></label>
<button id="theme" type="button" aria-pressed="false">Dark</button>
<section class="search" aria-label="Search results"><p id="search-status" role="status" class="soft"></p><ul id="results"></ul></section>
</header>`;
  const step = (link: { href: string; title: string } | undefined, text: string, rel: string) =>
    link
      ? `<a rel="${rel}" href="${escapeHtml(link.href)}">${text}: ${escapeHtml(link.title)}</a>`
      : "<span></span>";
  const steps =
    previous || next
      ? `<nav class="steps" aria-label="Previous and next">${step(previous, "Before", "prev")}${step(next, "Next", "next")}</nav>`
      : "";
  return page({
    title: title === book ? book : `${title} · ${book}`,
    ...{ language, header, main, footer: steps, css: bookStyle + css, scripts: ["assets/book.js"] },
  });
}
