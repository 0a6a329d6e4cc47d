import { publicError } from "@llm-course/server";
import { html } from "hono/html";
import type { HubContext } from "../../api/hub-env.ts";
import { toHubError } from "../../service/store-calls.ts";
import { withQuery } from "./addresses.ts";
import { page } from "./page.ts";

const titles: Readonly<Record<number, string>> = {
  400: "This cannot be done",
  401: "Sign in first",
  403: "You may not do this",
  404: "Nothing is here",
  409: "It exists already",
  412: "Somebody was faster",
  413: "Too large",
  507: "The disk is full",
};

/** A page that says what went wrong, and for what is no `HttpError` only that something did. */
export function errorPage(
  thrown: unknown,
  context: HubContext,
  onError: (error: unknown) => void,
): Response | Promise<Response> {
  const known = toHubError(thrown);
  const error = publicError(known);
  if (error !== known && !context.req.raw.signal.aborted) onError(known);
  if (error.status === 413) context.header("Connection", "close");
  const { pathname, search } = new URL(context.req.url);
  const title = titles[error.status] ?? (error.status < 500 ? "This did not work" : "The Hub failed");
  const signIn = !context.get("viewer") && [401, 403, 404].includes(error.status);
  const next = context.req.method === "GET" ? pathname + search : undefined;
  return page(
    context,
    { title, status: error.status, narrow: true },
    html`<h1>${title}</h1>
<p class="message">${sentence(error.message)}</p>
${signIn ? html`<p>Private repositories can be seen by their owners only: <a href="${withQuery("/login", { next })}">sign in</a>.</p>` : ""}
<p><a href="/">To the front page</a></p>`,
  );
}

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
