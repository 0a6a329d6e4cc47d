import type { Block } from "@llm-course/report";
import { capabilities } from "../data/capabilities.ts";
import { chapters } from "../data/chapters.ts";
import type { Coverage } from "../run/coverage.ts";
import type { ChapterState } from "./chapter-states.ts";
import { tableBlock } from "./table-block.ts";

/**
 * How many of each chapter's capabilities a check or a test proved.
 *
 * @param coverage of the last run in this folder; where there was none, what `summaries/figures.json` recorded counts
 */
export function coverageBlocks(coverage: Coverage, states: readonly ChapterState[]): Block[] {
  return coverage.covered.length > 0 ? ofLastRun(coverage) : ofRecords(states);
}

function ofRecords(states: readonly ChapterState[]): Block[] {
  const sum = states.reduce((all, { figures }) => all + (figures?.capabilities ?? 0), 0);
  return [
    paragraph(
      `The course has ${capabilities.length} capabilities. In the runs above, cells with assertions proved ${sum} of them. What tests prove is not counted here: nothing ran yet in the folder from which this report was built.`,
    ),
  ];
}

function ofLastRun({ covered, hub, missing }: Coverage): Block[] {
  const groups = [...Map.groupBy(capabilities, ({ id }) => id.slice(0, 3))];
  const rows = groups.map(([prefix, all]) => {
    const count = (ids: readonly string[]) => ids.filter((id) => id.startsWith(prefix)).length;
    const number = Number(prefix.slice(1));
    const title =
      chapters.find((chapter) => chapter.number === number)?.title ?? "The course around the notebooks";
    return [`${number} ${title}`, all.length, count(covered), count(hub), count(missing)];
  });
  const text = `The course has ${capabilities.length} capabilities. A cell with assertions, or a test, proved ${covered.length} of them in the last run; ${hub.length} need the Hub.`;
  return [paragraph(text), tableBlock(["Chapter", "Capabilities", "Proved", "Need the Hub", "Open"], rows)];
}

const paragraph = (text: string): Block => ({ type: "paragraph", content: [{ type: "text", text }] });
