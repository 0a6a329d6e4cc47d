import { raw } from "hono/html";
import { splitFrontMatter } from "../../../cards/front-matter.ts";
import { renderMarkdown } from "../../../cards/index.ts";
import { fileAddress } from "../parts/addresses.ts";
import type { Html } from "../parts/html.ts";

/** The text of a README without its metadata, as HTML that is safe to show; its files are those of a revision. */
export function cardHtml(text: string, base: string, revision: string): Html {
  const body = splitFrontMatter(text)?.body ?? text;
  return raw(
    renderMarkdown(body, {
      // The path is one of an address already.
      rewrite: (path, kind) =>
        `${fileAddress(base, kind === "image" ? "resolve" : "blob", revision)}/${path}`,
    }),
  );
}
