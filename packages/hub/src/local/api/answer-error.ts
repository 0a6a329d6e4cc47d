import { type HttpError, publicError } from "@llm-course/server";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { HubError } from "../hub-error.ts";
import { toHubError } from "../service/store-calls.ts";

/** An answer that fails, as the Hub's clients read it: `{ error }`, X-Error-Code and X-Error-Message. */
export function answerError(thrown: unknown, context: Context, onError: (error: unknown) => void): Response {
  const known = toHubError(thrown);
  const error = publicError(known);
  if (error !== known && !context.req.raw.signal.aborted) onError(known);
  const { body, headers } = errorJson(error);
  if (error.status === 401) headers["WWW-Authenticate"] = challengeFor(context.req.path);
  // What was not read of the body is not waited for.
  if (error.status === 413) headers.Connection = "close";
  return context.json(body, error.status as ContentfulStatusCode, headers);
}

export function errorJson(error: HttpError): { body: object; headers: Record<string, string> } {
  const data = error instanceof HubError ? error.data : {};
  return {
    // git-lfs reads `message`.
    body: { error: error.message, message: error.message, ...data },
    headers: { "X-Error-Code": error.code, "X-Error-Message": headerText(error.message) },
  };
}

/** git asks its user, or a credential helper, only where Basic is asked for. */
export const challengeFor = (path: string): string => (isGitPath(path) ? 'Basic realm="Hub"' : "Bearer");

/** Whether a path is one that git or git-lfs asks for. */
export const isGitPath = (path: string) =>
  /\.git\/|\/(?:info\/(?:refs|lfs)|git-(?:upload|receive)-pack)(?:\/|$)/.test(path);

const headerText = (text: string) => text.replace(/[^\x20-\x7e]+/g, "?").slice(0, 500);
