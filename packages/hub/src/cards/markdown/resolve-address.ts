export interface ResolveOptions {
  readonly idPrefix: string;
  rewrite(path: string, kind: "link" | "image"): string;
}

const here = "https://repository.invalid";

/**
 * What an address in a card becomes: fragments lead to the prefixed headings, paths go through `rewrite`, and addresses of
 * other hosts stay; `undefined` for what no card may link to.
 */
export function resolveAddress(
  value: string,
  kind: "link" | "image",
  { idPrefix, rewrite }: ResolveOptions,
): string | undefined {
  // Read as browsers read it, so that nothing passes here as one thing and there as another.
  const url = URL.parse(value, `${here}/`);
  if (!url) return undefined;
  const hostless = url.origin === here && url.username === "" && url.password === "";
  if (!hostless) return allowed(url, kind) ? url.href : undefined;
  const written = value.trim();
  if (written.startsWith("#")) return `#${idPrefix}${url.hash.slice(1)}`;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // A path from the root is one of the host's, not of the repository.
  if (/^[/\\]/.test(written)) return path;
  return rewrite(path.slice(1), kind);
}

function allowed({ protocol }: URL, kind: "link" | "image"): boolean {
  return protocol === "https:" || protocol === "http:" || (kind === "link" && protocol === "mailto:");
}
