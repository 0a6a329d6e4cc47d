import { type BookChapter, type BookFiles, parseMarkdown, renderBook } from "@llm-course/report";
import type { ChapterState } from "./chapter-states.ts";

const preface = `The chapters of the [Hugging Face LLM course](https://huggingface.co/learn/llm-course) as TypeScript notebooks that run on your
own machine. These pages show them as they were executed; each output is that of a run, and cells that are marked as checked assert
what they show.

The team's final report: [page](report.html), [PDF](report.pdf), [Word](report.docx).
`;

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
  return renderBook({
    title: "The LLM course in TypeScript",
    language,
    preface: parseMarkdown(preface).blocks,
    chapters,
  });
}
