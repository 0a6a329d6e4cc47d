import { stripVTControlCharacters } from "node:util";
import type { Output } from "@llm-course/kernel";
import { escapeUTF8 as escapeHtml } from "entities";
import type { Block } from "../document/blocks.ts";
import { parseMarkdown } from "../document/parse-markdown.ts";
import { blocksHtml } from "../html/blocks-html.ts";
import type { PictureFiles } from "./picture-files.ts";
import { sanitizeOutput } from "./sanitize-output.ts";

/** Longer text is cut: a page is for reading. */
const maxText = 20_000;
/** A larger table or picture is left out. */
const maxMarkup = 200_000;
const maxPicture = 2_000_000;

/** What a cell has put out, as a page can show it: without its scripts, and a picture that had one as it stood at first. */
export function outputHtml(output: Output, pictures: PictureFiles): string {
  switch (output.output_type) {
    case "stream":
      return textHtml(output.text, output.name === "stderr" ? "stderr" : "stream");
    case "error":
      return textHtml(output.traceback.join("\n") || `${output.ename}: ${output.evalue}`, "error");
    default:
      return bundleHtml(output.data as Record<string, string | undefined>, pictures);
  }
}

function bundleHtml(bundle: Record<string, string | undefined>, pictures: PictureFiles): string {
  const { "text/html": html, "text/markdown": markdown, "text/plain": plain = "" } = bundle;
  const svg = bundle["image/svg+xml"];
  if (svg !== undefined) return pictureHtml(svg, "svg", plain || labelOf(svg), pictures);
  for (const type of ["png", "jpeg", "gif", "webp"]) {
    const data = bundle[`image/${type}`];
    if (data !== undefined) return pictureHtml(Buffer.from(data, "base64"), type, plain, pictures);
  }
  if (html !== undefined && !/<script\b/i.test(html)) {
    if (html.length > maxMarkup) return leftOut("a table or page", html.length);
    return `<div class="output table" role="group" aria-label="Output" tabindex="0">${sanitizeOutput(html)}</div>`;
  }
  if (markdown !== undefined && markdown.length <= maxMarkup)
    return `<div class="output">${blocksHtml(parseMarkdown(markdown).blocks.map(withoutHeading))}</div>`;
  return textHtml(plain, "result");
}

/** What a cell shows is no section of the chapter. */
const withoutHeading = (block: Block): Block =>
  block.type === "heading"
    ? { type: "paragraph", content: [{ type: "strong", content: block.content }] }
    : block;

function textHtml(text: string, kind: "stream" | "stderr" | "error" | "result"): string {
  if (text === "") return "";
  const shown = stripVTControlCharacters(text.slice(0, maxText)).trimEnd();
  const rest = text.length - maxText;
  const more = rest > 0 ? `\n<span class="soft">… ${rest.toLocaleString("en")} more characters</span>` : "";
  const label = { stream: "Printed", stderr: "Printed as an error", error: "Error", result: "Result" }[kind];
  return `<pre class="output ${kind}" role="group" aria-label="${label}" tabindex="0">${escapeHtml(shown)}${more}</pre>`;
}

function pictureHtml(
  content: string | Uint8Array,
  extension: string,
  alt: string,
  pictures: PictureFiles,
): string {
  if (content.length > maxPicture) return leftOut("a picture", content.length);
  const text = alt.replace(/^\[(?:picture: )?([\s\S]*)\]$/, "$1");
  return `<div class="output"><img src="${pictures.add(content, extension)}" alt="${escapeHtml(text)}" loading="lazy"></div>`;
}

const leftOut = (what: string, length: number): string =>
  `<p class="output"><mark class="missing">${what} of ${(length / 1e6).toFixed(1)} MB is left out; it is in the notebook</mark></p>`;

/** What a picture says of itself. */
const labelOf = (svg: string): string =>
  /\baria-label="([^"]*)"/.exec(svg)?.[1] ?? "picture without a description";
