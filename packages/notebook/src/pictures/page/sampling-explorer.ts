import { drawToken, type ExplorerData, nextToken, type SamplingSettings } from "../shared/next-token.ts";
import { randomStream } from "../shared/random-stream.ts";
import { percent, type SamplingRow, samplingRows } from "../shared/sampling-rows.ts";
import { visibleText } from "../shared/visible-text.ts";
import { fromBase64 } from "./base64.ts";
import { element } from "./element.ts";
import { slider } from "./slider.ts";

/** Sliders over the probabilities of the next token. */
export function mount(root: HTMLElement, data: ExplorerData): void {
  const logits = new Float32Array(fromBase64(data.logits).buffer);
  const names = new Map(data.names);
  const draws = new Map<number, number>();
  let settings = data.settings;
  let next = nextToken(logits, data.previous, settings);
  let random = randomStream(data.seed);
  let last: number | undefined;

  const body = element("tbody");
  const status = element("p", { role: "status", class: "lcp-counts" });
  const drawn = element("span", { "aria-live": "polite" });
  const nameOf = (id: number) => visibleText(names.get(id) ?? `token ${id}`);

  const row = ({ id, label, before, after, status }: SamplingRow, longest: number) => {
    const times = id === undefined ? othersDrawn() : (draws.get(id) ?? 0);
    const isCut = after === 0;
    const part = (tag: "i" | "b", share: number) =>
      element(tag, { style: `width:${(100 * share) / longest}%` });
    const bar = element(
      "div",
      { class: "lcp-bar", "aria-hidden": "true" },
      part("i", after),
      part("b", before),
    );
    const name = id === undefined ? label : element("code", {}, visibleText(label));
    return element(
      "tr",
      {
        class: [isCut && "lcp-cut", id !== undefined && id === last && "lcp-drawn"].filter(Boolean).join(" "),
      },
      element("th", { scope: "row" }, name),
      element("td", {}, bar),
      ...[percent(before), isCut ? "0" : percent(after)].map((text) =>
        element("td", { class: "lcp-number" }, text),
      ),
      element("td", {}, status),
      element("td", { class: "lcp-number" }, times > 0 ? `${times}×` : ""),
    );
  };
  let shown = new Set<number | undefined>();
  const othersDrawn = () => [...draws].reduce((sum, [id, times]) => sum + (shown.has(id) ? 0 : times), 0);
  const draw = () => {
    const rows = samplingRows(next, names, data.rows);
    shown = new Set(rows.map(({ id }) => id));
    const longest = Math.max(...rows.flatMap(({ before, after }) => [before, after]));
    body.replaceChildren(...rows.map((each) => row(each, longest)));
    const kept = next.cuts.filter((cut) => cut === undefined).length;
    const mass = next.before.reduce((sum, share, id) => sum + (next.cuts[id] ? 0 : share), 0);
    status.textContent = `${kept} of ${logits.length} tokens may be drawn; before the cut they have ${percent(mass)}.`;
  };
  const reset = () => {
    draws.clear();
    random = randomStream(data.seed);
    last = undefined;
    drawn.textContent = "";
    draw();
  };
  const change = (changes: Partial<SamplingSettings>) => {
    settings = { ...settings, ...changes };
    next = nextToken(logits, data.previous, settings);
    reset();
  };
  const times = (count: number) => () => {
    for (let i = 0; i < count; i++) {
      last = drawToken(next, random);
      draws.set(last, (draws.get(last) ?? 0) + 1);
    }
    drawn.textContent = last === undefined ? "" : `Drawn: ${nameOf(last)}`;
    draw();
  };
  const button = (label: string, click: () => void) => {
    const made = element("button", { type: "button" }, label);
    made.addEventListener("click", click);
    return made;
  };

  const number = (digits: number) => (value: number) => value.toFixed(digits);
  const off = (neutral: number, digits: number) => (value: number) =>
    value === neutral ? `${value} (off)` : value.toFixed(digits);
  const size = logits.length;
  // Logarithmic: the first few k matter most.
  const toK = (place: number) => (place >= 100 ? 0 : Math.round((size + 1) ** (place / 100)));
  const fromK = (k: number) => (k === 0 ? 100 : Math.round((100 * Math.log(k)) / Math.log(size + 1)));
  const { temperature, topK, topP, minP, repetitionPenalty } = settings;
  const controls = [
    slider({
      ...{ label: "temperature", min: 0.1, max: 3, step: 0.05, value: temperature, format: number(2) },
      onInput: (value) => change({ temperature: value }),
    }),
    slider({
      ...{ label: "top-k", min: 0, max: 100, step: 1, value: fromK(topK) },
      format: (place) => (toK(place) === 0 ? "all (off)" : String(toK(place))),
      onInput: (place) => change({ topK: toK(place) }),
    }),
    slider({
      ...{ label: "top-p", min: 0.05, max: 1, step: 0.01, value: topP, format: off(1, 2) },
      onInput: (value) => change({ topP: value }),
    }),
    slider({
      ...{ label: "min-p", min: 0, max: 0.5, step: 0.01, value: minP, format: off(0, 2) },
      onInput: (value) => change({ minP: value }),
    }),
    slider({
      ...{
        label: "repetition penalty",
        min: 1,
        max: 2,
        step: 0.05,
        value: repetitionPenalty,
        format: off(1, 2),
      },
      onInput: (value) => change({ repetitionPenalty: value }),
    }),
  ];
  const headers = ["next token", "", "before (dashed)", "after the cut (filled)", "", "drawn"];
  const head = element("tr", {}, ...headers.map((text) => element("th", { scope: "col" }, text)));
  root.replaceChildren(
    element("p", {}, "After ", element("code", {}, visibleText(data.prompt)), " comes …"),
    element("div", { class: "lcp-controls" }, ...controls.map(({ node }) => node)),
    status,
    element(
      "div",
      { class: "lcp-buttons" },
      ...[
        button("Draw a token", times(1)),
        button("Draw 100", times(100)),
        button("Reset draws", reset),
        drawn,
      ],
    ),
    element("table", { class: "lcp-bars" }, element("thead", {}, head), body),
  );
  draw();
}
