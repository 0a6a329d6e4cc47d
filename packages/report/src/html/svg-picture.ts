import { escapeUTF8 as escapeHtml } from "entities";

/** An SVG as an image: what is in it runs no script and loads nothing. */
export function svgPicture(svg: string, alt: string): string {
  const data = Buffer.from(svg, "utf8").toString("base64");
  return `<img src="data:image/svg+xml;base64,${data}" alt="${escapeHtml(alt)}" loading="lazy">`;
}
