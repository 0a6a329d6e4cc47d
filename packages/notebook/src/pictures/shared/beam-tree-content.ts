import { type BeamRun, fateAt, pathTo, stepsOf } from "./beam-run.ts";
import { escapeHtml } from "./escape-html.ts";
import { visibleText } from "./visible-text.ts";

const [columnWidth, rowHeight, left, top] = [138, 34, 24, 30];
const signs = { running: "●", left: "✕", pruned: "✕", finished: "■" };

/** The content of an SVG of a search after so many steps. Its size is that of the whole search. */
export function beamTreeContent(
  run: BeamRun,
  step: number,
): { content: string; width: number; height: number } {
  const rows = placeRows(run);
  const x = (place: number) => left + columnWidth * (run.nodes[place]?.step ?? 0);
  const y = (place: number) => top + rowHeight * (rows[place + 1] ?? 0);
  const last = step >= stepsOf(run);
  const winners = new Set(last ? pathTo(run, run.best) : []);
  const parts = run.nodes.flatMap((node, place) => {
    if (node.step > step) return [];
    const fate = fateAt(run, place, step);
    const wins = winners.has(place);
    const dead = fate === "pruned" || fate === "left";
    const color = wins ? "#d9691b" : dead ? "currentColor" : "#2b8acb";
    const [x0, y0, x1, y1] = [x(node.parent) + 7, y(node.parent), x(place), y(place)];
    const bend = x0 + 22;
    const line = `M${x0} ${y0}C${x0 + 12} ${y0} ${x0 + 10} ${y1} ${bend} ${y1}H${x1 - 7}`;
    const stroke = `stroke="${color}" stroke-width="${wins ? 3.5 : dead ? 1 : 2}"${dead ? ' stroke-dasharray="4 3"' : ""}`;
    const token = visibleText(node.token);
    const label = escapeHtml(token.length > 13 ? `${token.slice(0, 12)}…` : token);
    const finalScore =
      node.finalScore === undefined
        ? ""
        : `<tspan font-weight="bold"> → ${node.finalScore.toFixed(2)}</tspan>`;
    const star = wins && place === run.best ? "★" : signs[fate];
    return [
      `<g${dead ? ' opacity="0.75"' : ""}><path d="${line}" fill="none" ${stroke}/>`,
      `<text x="${bend + 2}" y="${y1 - 5}"${wins ? ' font-weight="bold"' : ""}>${label}</text>`,
      `<text x="${bend + 2}" y="${y1 + 12}" font-size="10">${node.score.toFixed(2)}${finalScore}</text>`,
      `<text x="${x1}" y="${y1 + 4}" text-anchor="middle" font-size="12">${star}</text></g>`,
    ];
  });
  const start = `<text x="${left}" y="${y(-1) + 4}" text-anchor="middle">●</text>`;
  const titles = Array.from({ length: stepsOf(run) }, (_, i) => {
    const opacity = i < step ? 1 : 0.4;
    return `<text x="${left + columnWidth * (i + 0.6)}" y="14" text-anchor="middle" font-size="11" opacity="${opacity}">step ${i + 1}</text>`;
  });
  return {
    content: [...titles, start, ...parts].join(""),
    width: left + columnWidth * stepsOf(run) + 30,
    height: top + rowHeight * (Math.max(...rows) + 1),
  };
}

/** The row of each node, that of the prompt first: leaves one below the other, parents in the middle of their children. */
function placeRows({ nodes }: BeamRun): number[] {
  const rows = new Array<number>(nodes.length + 1).fill(0);
  let next = 0;
  const visit = (place: number): number => {
    const children = [...nodes.keys()].filter((at) => nodes[at]?.parent === place);
    children.sort((a, b) => (nodes[b]?.score ?? 0) - (nodes[a]?.score ?? 0));
    const own = children.map(visit);
    const row = own.length === 0 ? next++ : ((own[0] ?? 0) + (own.at(-1) ?? 0)) / 2;
    rows[place + 1] = row;
    return row;
  };
  visit(-1);
  return rows;
}

/** What the signs mean. */
export const beamLegend =
  "● goes on, ✕ given up, ■ finished (→ score with length penalty), ★ the best. Below a token: the sum of the log probabilities.";
