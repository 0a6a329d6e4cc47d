import { html } from "hono/html";
import type { HubContext } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import type { HubService } from "../../service/hub-service.ts";
import { withQuery } from "../parts/addresses.ts";
import type { Html } from "../parts/html.ts";
import { csrfField } from "../session/csrf.ts";
import type { OpenRepo } from "./open-repo.ts";

/** How to get access to a gated repository; undefined for who has it. */
export function gateSection(
  context: HubContext,
  service: HubService,
  { record, base }: OpenRepo,
): Html | undefined {
  const viewer = context.get("viewer");
  try {
    service.permissions.check(viewer, record, "read");
    return undefined;
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== "GatedRepo") throw error;
  }
  const status = viewer && service.requests.get(record.key, viewer.name)?.status;
  const body =
    viewer === undefined
      ? html`<p>Its files are for people who have asked for access. <a href="${withQuery("/login", { next: base })}">Sign in</a> to ask.</p>`
      : status === "pending"
        ? html`<p>You have asked for access. One of its authors has to accept it.</p>`
        : status === "rejected"
          ? html`<p>One of its authors has rejected your request for access.</p>`
          : html`<p>Its files are for people who have asked for access${record.gated === "auto" ? ", which everybody gets" : ""}. Its authors will see your name.</p>
<form action="${base}/request-access" method="post">${csrfField(context)}<button class="primary">Ask for access</button></form>`;
  return html`<section class="gate"><h2>Access is restricted</h2>${body}</section>`;
}
