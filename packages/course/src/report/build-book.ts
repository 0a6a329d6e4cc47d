import { type BookChapter, type BookFiles, renderBook } from "@llm-course/report";
import type { ChapterState } from "./chapter-states.ts";

/** The book of all chapters that have a notebook. */
export function buildBook(states: readonly ChapterState[], language: string): Promise<BookFiles> {
  const chapters = states.flatMap(({ chapter, notebook, problem }): BookChapter[] => {
    if (!notebook) return [];
    const { slug, number, title } = chapter;
    const isFailed = problem === "failed in the last run";
    const notice = isFailed
      ? "This chapter failed in the last run; its outputs end where it stopped."
      : undefined;
    return [{ slug, number, title, notebook, ...(notice !== undefined && { notice }) }];
  });
  return renderBook({ title: "The LLM course in TypeScript", language, preface: [], chapters });
}
