import { html } from "hono/html";
import type { RepoRecord } from "../../service/repo-record.ts";
import { repoAddress } from "./addresses.ts";
import { formatCount, timeAgo } from "./format.ts";
import type { Html } from "./html.ts";
import { taskName } from "./task-name.ts";

/** Repositories as a list of links, with what one chooses by. */
export function repoList(items: readonly RepoRecord[]): Html {
  return html`<ul class="repos">${items.map((record) => {
    const [owner = "", name = ""] = record.id.split("/");
    const task = record.pipelineTag ?? record.sdk;
    return html`<li><article>
<h3><a href="${repoAddress(record.type, record.id)}"><span class="owner">${owner}/</span>${name}</a> ${badges(record)}</h3>
<p class="facts">${task === undefined ? "" : html`<span>${taskName(task)}</span>`}<span>Updated ${timeAgo(record.lastModified)}</span>${counts(record)}</p>
</article></li>`;
  })}</ul>`;
}

/** What a repository is beside public. */
export function badges({ private: hidden, gated }: RepoRecord): Html {
  return html`${hidden ? html`<span class="badge private">Private</span>` : ""}${gated ? html`<span class="badge">Gated</span>` : ""}`;
}

function counts({ type, downloads, likes }: RepoRecord): Html {
  const counted = [
    ...(type !== "space" && downloads > 0 ? [plural(downloads, "download")] : []),
    ...(likes > 0 ? [plural(likes, "like")] : []),
  ];
  return html`${counted.map((text) => html`<span>${text}</span>`)}`;
}

/** "1 like", "1.2k likes". */
export const plural = (count: number, word: string): string =>
  `${formatCount(count)} ${count === 1 ? word : `${word}s`}`;
