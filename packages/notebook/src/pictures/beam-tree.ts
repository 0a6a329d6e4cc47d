import { InvalidMediaError } from "../errors.ts";
import type { Displayable } from "../mime-bundle.ts";
import { fitText } from "../text-width.ts";
import { interactivePicture } from "./interactive-picture.ts";
import { type BeamRun, stepsOf, textTo } from "./shared/beam-run.ts";
import { beamLegend, beamTreeContent } from "./shared/beam-tree-content.ts";
import { visibleText } from "./shared/visible-text.ts";
import { staticSvg, svgText } from "./static-svg.ts";

export interface BeamTreeOptions {
  /** The place of the run to begin with. Default: the last. */
  shown?: number;
}

/**
 * Beam searches as trees: tokens on the edges, what went on, what was given up and what won, with a slider over the
 * steps and a choice among the runs, such as those of `recordBeams`.
 *
 * @throws InvalidMediaError without a run, or for one that found nothing
 */
export function beamTree(
  runs: readonly BeamRun[],
  { shown = runs.length - 1 }: BeamTreeOptions = {},
): Displayable {
  const run = runs[shown];
  if (!run)
    throw new InvalidMediaError(
      `a tree needs a run at the place \`shown\`, from 0 to ${runs.length - 1}: ${shown}`,
    );
  const empty = runs.findIndex(({ nodes, best }) => !nodes[best]);
  if (empty >= 0)
    throw new InvalidMediaError(`each run must have found a sequence of at least one token: run ${empty}`);
  const beams = `${run.numBeams} beam${run.numBeams === 1 ? "" : "s"}`;
  const found = `"${visibleText(textTo(run, run.best))}", score ${run.nodes[run.best]?.finalScore?.toFixed(2)}`;
  const description = `The tree of a search with ${beams} and ${stepsOf(run)} steps after "${fitText(run.prompt, 200)}"; it found ${found}.`;
  const { content, width, height } = beamTreeContent(run, stepsOf(run));
  const title = svgText(10, 18, `${beams} after ${visibleText(fitText(run.prompt, 60))}`);
  const legend = svgText(10, height + 44, beamLegend, 'font-size="10"');
  const svg = staticSvg(
    ...([Math.max(width, 800), height + 56, description] as const),
    `${title}<g transform="translate(0 26)" color="black">${content}</g>${legend}`,
  );
  return interactivePicture({ script: "beam-tree", data: { runs, shown }, svg, description });
}
