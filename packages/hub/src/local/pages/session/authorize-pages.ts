import type { Authorize } from "@llm-course/server";
import { withQuery } from "../parts/addresses.ts";

/** For a Hub that answers nobody who is not signed in: browsers are led to the page where one signs in. */
export function authorizePages(authorize: Authorize): Authorize {
  return async (request) => {
    const refusal = await authorize(request);
    const isPage = request.method === "GET" && (request.headers.get("accept") ?? "").includes("text/html");
    if (refusal?.status !== 401 || !isPage) return refusal;
    const { pathname, search } = new URL(request.url);
    const location = withQuery("/login", { next: pathname === "/" ? undefined : pathname + search });
    return new Response(null, { status: 303, headers: { location } });
  };
}
