import { textWidth } from "../text-width.ts";
import { escapeHtml } from "./shared/escape-html.ts";

/** A picture without scripts on a white ground, read out by its description. */
export function staticSvg(width: number, height: number, description: string, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${xmlText(description)}" font-family="monospace" font-size="13" fill="black"><rect width="${width}" height="${height}" fill="white"/>${content}</svg>`;
}

/** How wide text is in a monospaced font. */
export function monospaceWidth(text: string, fontSize = 13): number {
  return Math.ceil(textWidth(text) * fontSize * 0.61);
}

export function svgText(x: number, y: number, text: string, attributes = ""): string {
  return `<text x="${round(x)}" y="${round(y)}" xml:space="preserve" ${attributes}>${xmlText(text)}</text>`;
}

/** XML has no place for most control characters, not even escaped: with one the whole picture is an error. */
function xmlText(text: string): string {
  return escapeHtml(text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "\uFFFD"));
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
