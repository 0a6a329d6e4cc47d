import type { Block } from "@llm-course/report";
import { capabilities } from "../data/capabilities.ts";
import { chapters } from "../data/chapters.ts";
import type { Coverage } from "../run/coverage.ts";
import { tableBlock } from "./table-block.ts";

/** How many of each chapter's capabilities a check or a test proved. */
export function coverageBlocks({ covered, hub, missing }: Coverage): Block[] {
  const groups = [...Map.groupBy(capabilities, ({ id }) => id.slice(0, 3))];
  const rows = groups.map(([prefix, all]) => {
    const count = (ids: readonly string[]) => ids.filter((id) => id.startsWith(prefix)).length;
    const number = Number(prefix.slice(1));
    const title =
      chapters.find((chapter) => chapter.number === number)?.title ?? "The course around the notebooks";
    return [`${number} ${title}`, all.length, count(covered), count(hub), count(missing)];
  });
  const text = `The course has ${capabilities.length} capabilities. A cell with assertions, or a test, proved ${covered.length} of them in the last run; ${hub.length} need the Hub.`;
  return [
    { type: "paragraph", content: [{ type: "text", text }] },
    tableBlock(["Chapter", "Capabilities", "Proved", "Need the Hub", "Open"], rows),
  ];
}
