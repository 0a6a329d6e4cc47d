import type { ChapterResult } from "./run-chapter.ts";

/** A chapter's result for the terminal: its figures, then a line per warning and per problem. */
export function resultLines({ chapter, status, cached, ...result }: ChapterResult): string[] {
  const figures = [
    `${result.seconds.toFixed(1)} s`,
    `${result.cells} cells`,
    ...(result.skipped ? [`${result.skipped} skipped`] : []),
    `${result.rssMb} MB`,
  ];
  return [
    `${status} ${chapter}${cached ? " (cached)" : ""}: ${figures.join(", ")}`,
    ...result.warnings.map((warning) => `warning: ${warning}`),
    ...result.problems.map((problem) => `error: ${problem}`),
  ];
}
