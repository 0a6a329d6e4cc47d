export type * from "./document/blocks.ts";
export { type ParsedMarkdown, parseMarkdown } from "./document/parse-markdown.ts";
export { renderDocx } from "./docx/render-docx.ts";
export * from "./errors.ts";
export { type FilledBlocks, fillFigures, type MeasuredFigure } from "./figures/fill-figures.ts";
export { formatFigure } from "./figures/format-figure.ts";
export { renderHtml } from "./html/render-html.ts";
export { type RenderedPdf, renderPdf } from "./typst/render-pdf.ts";
