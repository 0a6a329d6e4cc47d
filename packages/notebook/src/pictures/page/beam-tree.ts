import { type BeamRun, fateAt, stepsOf, textTo } from "../shared/beam-run.ts";
import { beamLegend, beamTreeContent } from "../shared/beam-tree-content.ts";
import { visibleText } from "../shared/visible-text.ts";
import { element, foldedTable } from "./element.ts";
import { slider } from "./slider.ts";

export interface BeamTreeData {
  readonly runs: readonly BeamRun[];
  /** The place of the run to begin with. */
  readonly shown: number;
}

/** The tree of a search, step by step. */
export function mount(root: HTMLElement, { runs, shown }: BeamTreeData): void {
  let run = runs[shown] as BeamRun;
  let step = stepsOf(run);
  const picture = element("div", { class: "lcp-scroll", tabindex: 0, role: "group", "aria-label": "Tree" });
  const status = element("p", { role: "status", class: "lcp-counts" });
  const table = element("div");

  const draw = () => {
    const { content, width, height } = beamTreeContent(run, step);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="13">${content}</svg>`;
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    parsed.setAttribute("aria-hidden", "true");
    picture.replaceChildren(document.importNode(parsed, true));
    const best = run.nodes[run.best];
    const done = step === stepsOf(run);
    const running = run.nodes.filter((node) => node.step === step && node.state === "beam").length;
    status.textContent = done
      ? `Found, with score ${best?.finalScore?.toFixed(2)}: ${visibleText(textTo(run, run.best))}`
      : `After step ${step}: ${running} beam${running === 1 ? "" : "s"}`;
    const rows = run.nodes.flatMap((node, place) => {
      if (node.step > step) return [];
      const fate = done && place === run.best ? "the best" : fateAt(run, place, step);
      const final = node.finalScore?.toFixed(2) ?? "";
      return [[String(node.step), visibleText(textTo(run, place)), node.score.toFixed(2), fate, final]];
    });
    table.replaceChildren(foldedTable("As a table", ["step", "text", "log probability", "", "score"], rows));
  };

  const steps = slider({
    ...{ label: "steps", min: 1, max: step, step: 1, value: step },
    format: (value) => `${value} of ${stepsOf(run)}`,
    onInput: (value) => {
      step = value;
      draw();
    },
  });
  const options = runs.map(({ numBeams }, i) =>
    element(
      "option",
      { value: i, selected: i === shown },
      `${numBeams} beam${numBeams === 1 ? " (greedy)" : "s"}`,
    ),
  );
  const choice = element("select", {}, ...options);
  choice.addEventListener("change", () => {
    run = runs[choice.selectedIndex] as BeamRun;
    step = stepsOf(run);
    steps.set({ max: step, value: step });
    draw();
  });
  root.replaceChildren(
    element("p", {}, "After ", element("code", {}, visibleText(run.prompt)), " comes …"),
    element("div", { class: "lcp-controls" }, element("label", {}, "search with ", choice), steps.node),
    ...[status, picture, element("p", {}, element("small", {}, beamLegend)), table],
  );
  draw();
}
