import type { Block } from "@llm-course/report";
import type { ChapterState } from "./chapter-states.ts";
import { tableBlock } from "./table-block.ts";

/** What ran, a row for each chapter, and what did not. */
export function runBlocks(states: readonly ChapterState[]): Block[] {
  const run = states.filter(({ figures }) => figures !== undefined);
  const rows = run.flatMap(({ chapter, figures, problem }) =>
    figures
      ? [
          [
            `${chapter.number} ${chapter.title}`,
            problem ?? "executed",
            ...[
              figures.cells,
              figures.checks,
              figures.capabilities,
              figures.cost.seconds,
              figures.cost.memoryMb,
            ],
          ],
        ]
      : [],
  );
  const head = ["Chapter", "State", "Cells", "Checks", "Capabilities", "Seconds", "MB"];
  const open = states.filter(({ figures }) => figures === undefined);
  const where = [
    ...new Set(
      run.flatMap(({ figures }) => (figures ? [`${figures.platform}, profile ${figures.profile}`] : [])),
    ),
  ];
  return [
    ...(rows.length > 0 ? [tableBlock(head, rows)] : []),
    ...(where.length > 0
      ? [
          paragraph(
            `Cells of code, cells with assertions that all held, and the capabilities of the course these prove. Measured on ${where.join("; ")}; seconds and the largest memory, in MB, are rounded up.`,
          ),
        ]
      : []),
    ...(open.length > 0
      ? [
          paragraph("Not run:"),
          {
            type: "list" as const,
            items: open.map(({ chapter, problem = "" }) => [
              paragraph(`${chapter.number} ${chapter.title}: ${problem}`),
            ]),
          },
        ]
      : []),
  ];
}

const paragraph = (text: string): Block => ({ type: "paragraph", content: [{ type: "text", text }] });
