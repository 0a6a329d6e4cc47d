import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { HubContext } from "../../api/hub-env.ts";
import { csrfField } from "../session/csrf.ts";
import { withQuery } from "./addresses.ts";
import type { Content, Html } from "./html.ts";

/** Everything on a page is from this Hub: no script or style in it, nothing of others, no frame around it. */
const policy = [
  "default-src 'none'",
  ...["script-src", "style-src", "img-src", "media-src", "connect-src", "form-action"].map(
    (kind) => `${kind} 'self'`,
  ),
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface PageHead {
  title: string;
  /** Which link of the navigation is this page's list. */
  section?: "models" | "datasets" | "spaces" | undefined;
  /** Default: 200. */
  status?: number | undefined;
  /** A page in one narrow column, for forms. */
  narrow?: boolean | undefined;
}

/** An answer with a whole page. Browsers keep no copy, which others could see after signing out. */
export function page(context: HubContext, head: PageHead, body: Content): Response | Promise<Response> {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${head.title} · Local Hub</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/style.css">
<script src="/static/hub.js" type="module"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${header(context, head)}
<main id="content" tabindex="-1"${head.narrow ? html` class="narrow"` : ""}>
${body}
</main>
<footer><p>A Hub on your own machine. Repositories are plain git.</p></footer>
</body>
</html>`;
  context.header("Content-Security-Policy", policy);
  context.header("Cache-Control", "no-store");
  // With none at all, browsers would send forms with an Origin of "null".
  context.header("Referrer-Policy", "same-origin");
  context.header("Vary", "Cookie, Authorization");
  return context.html(document, (head.status ?? 200) as ContentfulStatusCode);
}

function header(context: HubContext, { section }: PageHead): Html {
  const viewer = context.get("viewer");
  const { pathname, search } = new URL(context.req.url);
  const next = pathname === "/login" || context.req.method !== "GET" ? undefined : pathname + search;
  const link = (name: NonNullable<PageHead["section"]>, text: string) =>
    html`<li><a href="/${name}"${section === name ? html` aria-current="page"` : ""}>${text}</a></li>`;
  return html`<header class="site">
<a class="brand" href="/"><img src="/static/icon.svg" alt="" width="24" height="24">Local Hub</a>
<form class="search" role="search" action="/${section ?? "models"}" method="get">
<label class="hidden" for="site-search">Search ${section ?? "models"}</label>
<input id="site-search" type="search" name="search" placeholder="Search ${section ?? "models"}" maxlength="200">
</form>
<nav aria-label="Hub"><ul>
${link("models", "Models")}${link("datasets", "Datasets")}${link("spaces", "Spaces")}
</ul></nav>
<div class="me">${
    viewer
      ? html`<a class="button" href="/new">New</a>
<details class="menu"><summary>${viewer.name}</summary><ul>
<li><a href="/${viewer.name}">Your repositories</a></li>
<li><a href="/settings/tokens">Access tokens</a></li>
<li><form action="/logout" method="post">${csrfField(context)}<button class="link">Sign out</button></form></li>
</ul></details>`
      : html`<a class="button" href="${withQuery("/login", { next })}">Sign in</a>`
  }</div>
</header>`;
}
