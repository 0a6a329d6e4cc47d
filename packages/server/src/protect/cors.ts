import { allowsOrigin } from "./allows-origin.ts";

/** The headers that let pages of an allowed origin read an answer; none for other origins. */
export function corsHeaders(
  origin: string | undefined,
  allowed: readonly string[],
  preflight: boolean,
): Record<string, string> {
  if (allowed.length === 0) return {};
  if (origin === undefined || !allowsOrigin(allowed, origin)) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    ...(preflight && {
      "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers": "authorization, content-type, last-event-id",
      "access-control-max-age": "600",
    }),
  };
}
