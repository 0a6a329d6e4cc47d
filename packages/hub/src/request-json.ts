import type { z } from "zod";
import type { Connection } from "./connection.ts";
import { InvalidResponseError } from "./errors.ts";
import { IdleTimer } from "./idle-timer.ts";
import { connectionError, request } from "./request.ts";
import { retry } from "./retry.ts";

/** GETs JSON from the Hub's API, with retries, and checks it against `schema`. */
export async function requestJson<T>(
  connection: Connection,
  { url, schema, repo }: { url: string; schema: z.ZodType<T>; repo?: string },
): Promise<{ data: T; headers: Headers }> {
  return retry(connection, async () => {
    using idle = new IdleTimer(connection.timeout);
    const { response } = await request(connection, { url, signal: idle.signal, ...(repo && { repo }) });
    const text = await response.text().catch((cause: unknown) => {
      throw connectionError(connection, cause, { url: new URL(url), repo });
    });
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) {
      throw new InvalidResponseError(`answer is not what the Hub's API gives: ${url}`, {
        url,
        cause: parsed.error,
      });
    }
    return { data: parsed.data, headers: response.headers };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
