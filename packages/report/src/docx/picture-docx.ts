import { ImageRun } from "docx";
import type { PictureBlock } from "../document/blocks.ts";

/** What fits between the margins, and leaves place for text above and below, in pixels of 1/96 inch. */
const [maxWidth, maxHeight] = [600, 420];

/** An SVG, with a bitmap of it for programs that draw none. */
export async function pictureDocx({ svg, alt }: PictureBlock): Promise<ImageRun> {
  const { default: sharp } = await import("sharp");
  const bytes = Buffer.from(svg, "utf8");
  const { width = maxWidth, height = maxWidth } = await sharp(bytes).metadata();
  const scale = Math.min(1, maxWidth / width, maxHeight / height);
  // Twice as fine as on the page, for print.
  const bitmap = await sharp(bytes, { density: 144 }).flatten({ background: "white" }).png().toBuffer();
  return new ImageRun({
    type: "svg",
    data: bytes,
    fallback: { type: "png", data: bitmap },
    transformation: { width: Math.round(width * scale), height: Math.round(height * scale) },
    altText: { name: alt, title: alt, description: alt },
  });
}
