import { html } from "@llm-course/notebook";
import { Marked } from "marked";

// The bank is part of the course; its raw HTML is shown as it is written, since questions are about code.
const marked = new Marked({ gfm: true, renderer: { html: ({ text }) => html`${text}`.markup } });

/** Markdown with paragraphs and code blocks, as HTML. */
export const blockHtml = (markdown: string): string => marked.parse(markdown.trim(), { async: false }).trim();

/** One line of Markdown, as HTML. */
export const inlineHtml = (markdown: string): string => marked.parseInline(markdown.trim(), { async: false });
