const here = "http://hub.invalid";

/** Where to go after signing in: a path of this Hub, whatever was asked for; "/" for what leads elsewhere. */
export function safeNext(next: string | undefined): string {
  // Read as browsers read it: they take `\` for `/`, drop tabs and line breaks, and see a host in `//host`.
  const url = next?.startsWith("/") ? URL.parse(next, here) : null;
  if (url?.origin !== here || url.username !== "" || url.password !== "") return "/";
  const path = `${url.pathname}${url.search}`;
  return path.startsWith("//") ? "/" : path;
}
