import { getMimeType } from "hono/utils/mime";

/** Types that a browser shows and that run nothing. */
const shown = /^(image\/(?!svg)|audio\/|video\/|application\/json$|text\/(plain|csv|markdown)$)/;

/** Nothing in an answer runs, loads anything, or is in a frame, whatever a browser takes it for. */
const policy = "sandbox; default-src 'none'; frame-ancestors 'none'";

/**
 * The headers with which somebody's file is served from the Hub's own origin. HTML, SVG, scripts and what else could run
 * are plain text, and downloads.
 */
export function contentHeaders(
  path: string,
  { download = false, disposition = true }: { download?: boolean; disposition?: boolean } = {},
): Record<string, string> {
  const name = path.split("/").at(-1) ?? path;
  const [type = "application/octet-stream"] = (getMimeType(name) ?? mimeOfText(name)).split(";");
  const safe = shown.test(type);
  const kind = safe && !download ? "inline" : "attachment";
  return {
    "Content-Type": safe
      ? withCharset(type)
      : isText(type)
        ? "text/plain; charset=utf-8"
        : "application/octet-stream",
    "Content-Security-Policy": policy,
    "X-Content-Type-Options": "nosniff",
    ...((disposition || !safe) && { "Content-Disposition": `${kind}; ${fileNames(name)}` }),
  };
}

/** The headers of a git blob as it is. */
export const rawHeaders: Record<string, string> = {
  "Content-Type": "text/plain; charset=utf-8",
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
};

const mimeOfText = (name: string) =>
  /\.(md|txt|py|ya?ml|toml|cfg|ini|jsonl|jinja|sh|ts|rs|c|h)$|^\.git(attributes|ignore)$|^[A-Z]+$/.test(name)
    ? "text/plain"
    : "application/octet-stream";

const isText = (type: string) => /^text\/|[/+](xml|javascript)$/.test(type);

const withCharset = (type: string) => (type.startsWith("text/") ? `${type}; charset=utf-8` : type);

/** A name for old clients, and the whole one (RFC 6266). */
function fileNames(name: string): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `filename*=UTF-8''${encoded}; filename="${name.replace(/[^\x20-\x7e]|["\\%]/g, "_")}"`;
}
