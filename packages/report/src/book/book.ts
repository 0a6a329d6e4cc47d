import type { Notebook } from "@llm-course/kernel";
import type { Block } from "../document/blocks.ts";

/** A chapter of the book: its notebook as it was executed. */
export interface BookChapter {
  /** The name of its page, `03-fine-tuning`. */
  readonly slug: string;
  readonly number: number;
  readonly title: string;
  readonly notebook: Notebook;
  /** What readers should know first, such as that the run failed. */
  readonly notice?: string;
}

export interface Book {
  readonly title: string;
  /** A tag of BCP 47. */
  readonly language: string;
  /** Before the list of chapters on the first page. */
  readonly preface: readonly Block[];
  readonly chapters: readonly BookChapter[];
}

/** Files by their paths in the book's folder, with `/`. */
export type BookFiles = Map<string, string | Uint8Array>;

/** A part of a page that can be found, under its heading. */
export interface SearchDocument {
  /** The page and the heading's anchor, `03-fine-tuning.html#33-the-trainer`. */
  readonly id: string;
  readonly chapter: string;
  readonly title: string;
  readonly text: string;
  readonly code: string;
}
