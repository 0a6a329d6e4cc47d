import LinkHeader from "http-link-header";
import { z } from "zod";
import type { Connection } from "./connection.ts";
import { InvalidResponseError } from "./errors.ts";
import { requestJson } from "./request-json.ts";

/** The items of a list of the Hub's API, over as many pages as it gives; a page is asked for when it is needed. */
export async function* pages<T>(
  connection: Connection,
  { url, item, repo }: { url: string; item: z.ZodType<T>; repo?: string },
): AsyncGenerator<T, void, undefined> {
  const schema = z.array(item);
  const seen = new Set<string>();
  let next: string | undefined = url;
  while (next !== undefined) {
    if (seen.has(next)) throw new InvalidResponseError(`pages of a list go in a circle: ${next}`, { url });
    seen.add(next);
    const { data, headers } = await requestJson(connection, { url: next, schema, ...(repo && { repo }) });
    yield* data;
    next = nextPage(headers, next);
  }
}

function nextPage(headers: Headers, url: string): string | undefined {
  const next = LinkHeader.parse(headers.get("link") ?? "").rel("next")[0];
  return next && new URL(next.uri, url).href;
}
