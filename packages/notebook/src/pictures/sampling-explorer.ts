import { Buffer } from "node:buffer";
import { InvalidMediaError } from "../errors.ts";
import type { Displayable } from "../mime-bundle.ts";
import { palette } from "../plot.ts";
import { fitText } from "../text-width.ts";
import { interactivePicture } from "./interactive-picture.ts";
import { type ExplorerData, nextToken, type SamplingSettings } from "./shared/next-token.ts";
import { percent, type SamplingRow, samplingRows } from "./shared/sampling-rows.ts";
import { visibleText } from "./shared/visible-text.ts";
import { monospaceWidth, round, staticSvg, svgText } from "./static-svg.ts";

export interface SamplingExplorerOptions extends Partial<SamplingSettings> {
  /** The logits of the next token, of the whole vocabulary. */
  logits: ArrayLike<number>;
  /** What each id is written as: a list, or a function such as `(id) => tokenizer.decode([id])`. */
  tokens: readonly string[] | ((id: number) => string);
  /** The text so far. */
  prompt: string;
  /** The ids of the text so far, which the repetition penalty is for. Default: none. */
  inputIds?: readonly number[];
  /** How many tokens have a row of their own. Default: 16. */
  rows?: number;
  /** Of the draws. Default: 0. */
  seed?: number;
}

/** Tokens whose text the page holds: more than the sliders can bring into the rows. */
const named = 200;

/**
 * The probabilities of the next token under temperature, top-k, top-p, min-p and repetition penalty, with a slider for
 * each, and a button that draws. The page holds all logits, so that the numbers are those of `generate`, and drawing
 * with a seed gives the same tokens. The settings to begin with are off unless given, as those of `generate`.
 *
 * @throws InvalidMediaError for logits that are not finite, OutputTooLargeError past 2 MiB (390,000 tokens)
 */
export function samplingExplorer(options: SamplingExplorerOptions): Displayable {
  const { tokens, prompt, inputIds = [], rows: count = 16, seed = 0 } = options;
  const logits = Float32Array.from(options.logits);
  const wrong = logits.findIndex((logit) => !Number.isFinite(logit));
  if (wrong >= 0 || logits.length === 0)
    throw new InvalidMediaError(
      `expected finite logits, one for each token; give those before anything was cut: ${logits[wrong]}`,
    );
  const settings: SamplingSettings = {
    ...{ temperature: options.temperature ?? 1, topK: options.topK ?? 0, topP: options.topP ?? 1 },
    ...{ minP: options.minP ?? 0, repetitionPenalty: options.repetitionPenalty ?? 1 },
  };
  const name = (id: number) => (typeof tokens === "function" ? tokens(id) : tokens[id]) ?? `token ${id}`;
  const best = Array.from(logits.keys()).sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
  const names = best.slice(0, Math.max(named, count)).map((id) => [id, name(id)] as const);
  const rows = samplingRows(nextToken(logits, inputIds, settings), new Map(names), count);
  const shares = rows.map((row) => `${labelOf(row)} ${row.after > 0 ? percent(row.after) : row.status}`);
  const description = `The probabilities of the token after "${fitText(prompt, 200)}" with ${written(settings)}: ${shares.join(", ")}.`;
  const data: ExplorerData = {
    ...{ names, settings, prompt, seed, rows: count, previous: [...new Set(inputIds)] },
    logits: Buffer.from(logits.buffer).toString("base64"),
  };
  const svg = bars(
    rows,
    `After ${visibleText(fitText(prompt, 60))} comes, with ${written(settings)} (dashed: before the cut):`,
    description,
  );
  return interactivePicture({ script: "sampling-explorer", data, svg, description });
}

function labelOf({ id, label }: SamplingRow): string {
  return id === undefined ? label : fitText(visibleText(label), 24);
}

function written({ temperature, topK, topP, minP, repetitionPenalty }: SamplingSettings): string {
  return [
    `temperature ${temperature}`,
    ...(topK > 0 ? [`top-k ${topK}`] : []),
    ...(topP < 1 ? [`top-p ${topP}`] : []),
    ...(minP > 0 ? [`min-p ${minP}`] : []),
    ...(repetitionPenalty !== 1 ? [`repetition penalty ${repetitionPenalty}`] : []),
  ].join(", ");
}

/** Filled: what is drawn with; dashed: what it was before something was cut. */
function bars(rows: readonly SamplingRow[], title: string, description: string): string {
  const labels = rows.map(labelOf);
  const left = Math.max(...labels.map((label) => monospaceWidth(label))) + 20;
  const scale = 320 / Math.max(...rows.flatMap(({ before, after }) => [before, after]));
  const drawn = rows.map(({ before, after, status }, i) => {
    const y = 38 + 24 * i;
    const share = after > 0 ? percent(after) : status;
    const end = left + Math.max(before, after) * scale;
    return (
      svgText(left - 8, y + 13, labels[i] ?? "", `text-anchor="end"`) +
      `<rect x="${left}" y="${y + 3}" width="${round(after * scale)}" height="12" fill="${palette[0]}"/>` +
      `<rect x="${left}" y="${y}" width="${round(before * scale)}" height="18" fill="none" stroke="black" stroke-dasharray="3 2"/>` +
      svgText(end + 8, y + 13, share)
    );
  });
  return staticSvg(760, 50 + 24 * rows.length, description, svgText(10, 22, title) + drawn.join(""));
}
