import type { GraphPlan, LayerStack, PartSize } from "./graph-plan.ts";

const [column, box, gap] = [272, 30, 8];
const fills: Readonly<Record<string, string>> = {
  "self-attention": "#c6dbef",
  "cross-attention": "#fdd0a2",
  "feed-forward": "#c7e9c0",
  "norms and sums": "#eeeeee",
};

/**
 * Plans side by side, read from the bottom up: embeddings, the layers of each stack with their parts, and the rest. What a
 * decoder's cross-attention reads is an arrow from the encoder. Shows itself in a cell as an SVG.
 */
export function planDiagram(
  models: readonly { readonly title: string; readonly plan: GraphPlan }[],
): Record<symbol, () => Record<string, string>> {
  const description = models.map(({ title, plan }) => `${title}: ${inWords(plan)}`).join(" ");
  const tallest = Math.max(
    ...models.flatMap(({ plan }) => plan.stacks.map(({ parts }) => parts.size * (box + gap))),
  );
  const height = tallest + 220;
  let x = 10;
  const drawn = models.map(({ title, plan }) => {
    const left = x;
    x += plan.stacks.length * (column + 40) + 10;
    return drawModel(title, plan, left, height);
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${x}" height="${height}" viewBox="0 0 ${x} ${height}" role="img" font-family="sans-serif" font-size="12">` +
    `<title>${escaped(description)}</title><rect width="100%" height="100%" fill="white"/>` +
    `<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="6" refY="4" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker></defs>` +
    `${drawn.join("")}</svg>`;
  return {
    [Symbol.for("Jupyter.display")]: () => ({
      "image/svg+xml": svg,
      "text/plain": `[diagram: ${description}]`,
    }),
  };
}

function drawModel(title: string, plan: GraphPlan, left: number, height: number): string {
  const bottom = height - 20;
  const marks = [text(left, 18, title, 'font-weight="bold" font-size="14"')];
  const stacked = plan.stacks.map((stack, i) => {
    const x = left + i * (column + 40);
    return { stack, x, top: drawStack(marks, stack, x, bottom - box - 40) };
  });
  const width = plan.stacks.length * (column + 40) - 40;
  marks.push(
    rect(left, bottom - box, width, "#fff7bc"),
    text(left + 8, bottom - 11, label("embeddings", plan.embeddings)),
  );
  for (const { x } of stacked)
    marks.push(arrow(x + column / 2, bottom - box, x + column / 2, bottom - box - 34));
  const last = stacked.at(-1);
  if (!last) return marks.join("");
  const headTop = last.top - 34 - box;
  marks.push(arrow(last.x + column / 2, last.top, last.x + column / 2, headTop + box + 4));
  marks.push(
    rect(last.x, headTop, column, "#fff7bc"),
    text(last.x + 8, headTop + 19, label("masks, last norm, head", plan.rest)),
  );
  const [encoder, decoder] = stacked;
  const cross = decoder ? crossPlace(decoder.stack, bottom - box - 40) : undefined;
  if (encoder && decoder && cross !== undefined) {
    const [from, to] = [encoder.x + column / 2, decoder.x + 4];
    const bend = encoder.top - 16;
    marks.push(
      `<path d="M${from},${encoder.top} V${bend} H${decoder.x - 20} V${cross} H${to}" fill="none" stroke="black" marker-end="url(#tip)"/>`,
    );
  }
  return marks.join("");
}

/** @returns its upper edge */
function drawStack(marks: string[], { name, layers, parts }: LayerStack, x: number, bottom: number): number {
  const top = bottom - parts.size * (box + gap) - 30;
  marks.push(
    `<rect x="${x}" y="${top}" width="${column}" height="${bottom - top}" rx="8" fill="none" stroke="black" stroke-dasharray="4 3"/>`,
    text(x + 10, top + 20, `${layers} × ${name ? `${name} ` : ""}layer, all of them:`, 'font-weight="bold"'),
  );
  for (const [i, [part, size]] of ordered(parts).entries()) {
    const y = bottom - (i + 1) * (box + gap);
    marks.push(rect(x + 10, y, column - 20, fills[part] ?? "white"), text(x + 18, y + 19, label(part, size)));
  }
  return top;
}

function crossPlace({ parts }: LayerStack, bottom: number): number | undefined {
  const place = ordered(parts).findIndex(([part]) => part === "cross-attention");
  return place < 0 ? undefined : bottom - (place + 1) * (box + gap) + box / 2;
}

/** From the bottom up, as a token meets them. */
function ordered(parts: LayerStack["parts"]): [string, PartSize][] {
  return Object.keys(fills).flatMap((part) => {
    const size = parts.get(part as never);
    return size ? [[part, size] as [string, PartSize]] : [];
  });
}

function label(name: string, { operators, weights }: PartSize): string {
  return `${name}: ${weights === 0 ? "" : `${millions(weights)}, `}${operators} operations`;
}

function millions(weights: number): string {
  return weights < 1e5 ? `${(weights / 1e3).toFixed(0)} k` : `${(weights / 1e6).toFixed(1)} M`;
}

function inWords(plan: GraphPlan): string {
  const stacks = plan.stacks.map(
    ({ name, layers, parts }) =>
      `${layers} ${name ? `${name} ` : ""}layers (${ordered(parts)
        .map(([part, size]) => label(part, size))
        .join("; ")})`,
  );
  return `${label("embeddings", plan.embeddings)}; ${stacks.join("; ")}; ${label("the rest", plan.rest)}.`;
}

function rect(x: number, y: number, width: number, fill: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${box}" rx="5" fill="${fill}" stroke="black"/>`;
}

function text(x: number, y: number, content: string, more = ""): string {
  return `<text x="${x}" y="${y}" fill="black" ${more}>${escaped(content)}</text>`;
}

function arrow(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="black" marker-end="url(#tip)"/>`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
