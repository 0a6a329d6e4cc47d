import type { z } from "zod";
import type { Connection } from "./connection.ts";
import { InvalidResponseError } from "./errors.ts";
import { IdleTimer } from "./idle-timer.ts";
import { connectionError, request } from "./request.ts";
import { isRefused, isTransient, retry } from "./retry.ts";

export interface JsonRequest<T> {
  url: string;
  /** Default `"GET"`. */
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** What the answer has to be. */
  schema: z.ZodType<T>;
  repo?: string;
  /** Whether asking twice does no more than asking once. Default: of GET and PUT. */
  isIdempotent?: boolean;
}

/** Asks the Hub's API, with retries, and checks its answer, which is JSON or empty, against `schema`. */
export async function requestJson<T>(
  connection: Connection,
  { url, method = "GET", body, schema, repo, ...rest }: JsonRequest<T>,
): Promise<{ data: T; headers: Headers }> {
  const { isIdempotent = method === "GET" || method === "PUT" } = rest;
  const sent = body !== undefined && {
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  };
  const attempt = async () => {
    // A write may take the server long before it answers.
    using idle = method === "GET" ? new IdleTimer(connection.timeout) : undefined;
    const { response } = await request(connection, { url, method, repo, signal: idle?.signal, ...sent });
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
  };
  return retry(connection, attempt, { isTransient: isIdempotent ? isTransient : isRefused });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
