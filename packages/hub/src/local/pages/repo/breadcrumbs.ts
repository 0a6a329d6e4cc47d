import { html } from "hono/html";
import { fileAddress } from "../parts/addresses.ts";
import type { Html } from "../parts/html.ts";
import type { OpenRepo, Place } from "./open-repo.ts";

/** The folders that a path is in, each a link; the last name is where one is. */
export function breadcrumbs({ record, base }: OpenRepo, { revision, path }: Place): Html {
  const names = path.split("/").filter(Boolean);
  return html`<nav class="breadcrumbs" aria-label="Path"><ol>
<li>${names.length === 0 ? html`<span aria-current="page">${rootName(record.id)}</span>` : html`<a href="${fileAddress(base, "tree", revision)}">${rootName(record.id)}</a>`}</li>
${names.map((name, i) => {
  const isLast = i === names.length - 1;
  const to = fileAddress(base, "tree", revision, names.slice(0, i + 1).join("/"));
  return html`<li>${isLast ? html`<span aria-current="page">${name}</span>` : html`<a href="${to}">${name}</a>`}</li>`;
})}
</ol></nav>`;
}

const rootName = (id: string) => id.split("/")[1] ?? id;
