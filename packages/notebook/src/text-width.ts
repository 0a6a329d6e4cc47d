import { eastAsianWidth } from "get-east-asian-width";

let segmenter: Intl.Segmenter | undefined;
const wideEmoji = /\p{Emoji_Presentation}|\uFE0F/u;

/** How many columns a terminal needs: 2 for a Chinese character or an emoji, none for what only marks another. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return graphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/** `text`, or what of it fits in `columns` with an ellipsis at the end. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let fitted = "";
  let width = 1;
  for (const grapheme of graphemes(text)) {
    width += graphemeWidth(grapheme);
    if (width > columns) break;
    fitted += grapheme;
  }
  return `${fitted}…`;
}

/** Made when first needed: that takes longer than loading all of this package. */
function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mark}\p{Format}]+$/u.test(grapheme)) return 0;
  return wideEmoji.test(grapheme) ? 2 : eastAsianWidth(grapheme.codePointAt(0) ?? 0);
}
