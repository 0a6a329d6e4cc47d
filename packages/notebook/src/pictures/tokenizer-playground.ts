import { deflateRawSync } from "node:zlib";
import type { Displayable } from "../mime-bundle.ts";
import { palette } from "../plot.ts";
import { fitText } from "../text-width.ts";
import { interactivePicture } from "./interactive-picture.ts";
import { pageTokenizer } from "./shared/page-tokenizer.ts";
import type { PageToken, PlaygroundData } from "./shared/tokenizer-data.ts";
import { visibleText } from "./shared/visible-text.ts";
import { monospaceWidth, staticSvg, svgText } from "./static-svg.ts";
import { tokenizerData } from "./tokenizer-data.ts";

export interface PlaygroundOptions {
  /** The text to begin with. */
  text: string;
  /** What the tokenizer is, for readers who cannot see it, such as "BERT's tokenizer". Default: "a tokenizer". */
  name?: string;
}

/**
 * A text to edit with its tokens as chips, their ids and offsets (UTF-16 units), without a kernel: the page holds the
 * whole vocabulary and runs WordPiece or byte-level BPE by itself.
 *
 * @param tokenizerJson the content of a tokenizer.json
 * @throws UnsupportedTokenizerError for a tokenizer that is neither BERT's nor GPT-2's kind
 */
export function tokenizerPlayground(
  tokenizerJson: unknown,
  { text, name = "a tokenizer" }: PlaygroundOptions,
): Displayable {
  const tokenizer = tokenizerData(tokenizerJson);
  const tokens = pageTokenizer(tokenizer)(text, true);
  const list = tokens.slice(0, 50).map(({ token, id }) => `${visibleText(token)} ${id}`);
  if (tokens.length > list.length) list.push(`… ${tokens.length - list.length} more`);
  const description = `The tokens of ${name} with their ids for "${fitText(text, 200)}": ${list.join(", ")}.`;
  const packed = deflateRawSync(JSON.stringify(tokenizer), { level: 9 }).toString("base64");
  const data: PlaygroundData = { text, tokenizer: packed, colors: palette };
  return interactivePicture({
    script: "tokenizer-playground",
    data,
    svg: chips(tokens.slice(0, 200), description),
    description,
  });
}

const pictureWidth = 760;

/** The chips, in rows. */
function chips(tokens: readonly PageToken[], description: string): string {
  let [x, y] = [10, 10];
  const drawn = tokens.map(({ token, id, isSpecial }, i) => {
    const text = fitText(visibleText(token), 60);
    const width = Math.max(monospaceWidth(text), monospaceWidth(String(id), 10)) + 12;
    if (x + width > pictureWidth - 10) [x, y] = [10, y + 44];
    const center = x + width / 2;
    const color = palette[i % palette.length];
    const dashes = isSpecial ? ' stroke-dasharray="4 2"' : "";
    const chip = `<rect x="${x}" y="${y}" width="${width}" height="38" rx="4" fill="${color}" fill-opacity="0.2" stroke="${color}"${dashes}/>`;
    x += width + 4;
    return (
      chip +
      svgText(center, y + 16, text, 'text-anchor="middle"') +
      svgText(center, y + 31, String(id), 'text-anchor="middle" font-size="10"')
    );
  });
  return staticSvg(pictureWidth, y + 48, description, drawn.join(""));
}
