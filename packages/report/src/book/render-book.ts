import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { escapeUTF8 as escapeHtml } from "entities";
import { blocksHtml } from "../html/blocks-html.ts";
import type { Book, BookChapter, BookFiles } from "./book.ts";
import { bookPage } from "./book-page.ts";
import { builtScript } from "./build-book-script.ts";
import { chapterPage } from "./chapter-page.ts";
import { PictureFiles } from "./picture-files.ts";
import { searchDocuments } from "./search-documents.ts";
import { searchIndexScript } from "./search-index.ts";
import { shareStyles } from "./share-styles.ts";

/**
 * Notebooks as a book: a page for each, a page of contents, pictures beside them, and a search that works from a web server
 * and from a folder. Nothing in it comes from elsewhere.
 */
export async function renderBook(book: Book): Promise<BookFiles> {
  const { title, language, chapters, preface } = book;
  const files: BookFiles = new Map();
  const pictures = new PictureFiles(files);
  const link = (chapter: BookChapter | undefined) =>
    chapter && { href: `${chapter.slug}.html`, title: nameOf(chapter) };
  for (const [i, chapter] of chapters.entries()) {
    const { html: main, css } = shareStyles(chapterPage(chapter, pictures));
    const html = bookPage({
      ...{ book: title, title: nameOf(chapter), language, main, css },
      ...{ previous: link(chapters[i - 1]), next: link(chapters[i + 1]) },
    });
    files.set(`${chapter.slug}.html`, html);
  }
  const list = chapters.map(
    (chapter) => `<li><a href="${escapeHtml(chapter.slug)}.html">${escapeHtml(nameOf(chapter))}</a></li>`,
  );
  const main = `<h1>${escapeHtml(title)}</h1>
${blocksHtml(preface, { headingShift: 1 })}
<nav aria-label="Chapters"><ul>${list.join("\n")}</ul></nav>`;
  files.set("index.html", bookPage({ book: title, title, language, main, next: link(chapters[0]) }));
  const documents = chapters.flatMap((chapter) =>
    searchDocuments(`${chapter.slug}.html`, nameOf(chapter), chapter.notebook),
  );
  files.set("assets/search-index.js", searchIndexScript(documents));
  files.set("assets/book.js", await readFile(builtScript, "utf8"));
  const search = fileURLToPath(import.meta.resolve("minisearch"));
  files.set(
    "assets/minisearch.js",
    await readFile(search.replace(/dist[\\/].*$/, "dist/umd/index.js"), "utf8"),
  );
  return files;
}

const nameOf = ({ number, title }: BookChapter): string => `${number} · ${title}`;
