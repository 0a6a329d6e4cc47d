import { html } from "hono/html";
import type { RepoType } from "../../service/repo-record.ts";
import { typeNames, withQuery } from "../parts/addresses.ts";
import { formatCount } from "../parts/format.ts";
import type { Html } from "../parts/html.ts";
import { meaningOf, type TagMeaning } from "../parts/tags.ts";
import type { Filters } from "./filters.ts";

const maxPerFacet = 12;

const facets: readonly (readonly [kind: TagMeaning["kind"], field: keyof Filters, title: string])[] = [
  ["task", "task", "Tasks"],
  ["library", "library", "Libraries and formats"],
  ["license", "license", "Licenses"],
  ["language", "tag", "Languages"],
  ["size_categories", "tag", "Sizes"],
  ["tag", "tag", "Other tags"],
];

/** The filters beside a list: links that set one, or take it away again. */
export function facetList(
  type: RepoType,
  filters: Filters,
  tags: readonly { tag: string; count: number }[],
): Html {
  const byKind = Object.groupBy(tags, ({ tag }) => meaningOf(tag, type).kind);
  return html`${facets.map(([kind, field, title]) => {
    const found = byKind[kind] ?? [];
    if (found.length === 0) return "";
    return html`<section class="facet"><h3>${title}</h3><ul>${found
      .slice(0, maxPerFacet)
      .map(({ tag, count }) => {
        const value = filterValue(tag);
        const chosen = [filters[field]].flat().includes(field === "tag" ? tag : value);
        const address = withQuery(typeNames[type].list, {
          ...filters,
          cursor: undefined,
          ...(field === "tag"
            ? { tag: chosen ? filters.tag.filter((other) => other !== tag) : [...filters.tag, tag] }
            : { [field]: chosen ? undefined : value }),
        });
        return html`<li><a class="tag ${kind}" href="${address}" rel="nofollow"${chosen ? html` aria-current="true"` : ""}>${meaningOf(tag, type).text} <small>${formatCount(count)}<span class="hidden"> repositories</span></small></a></li>`;
      })}</ul></section>`;
  })}`;
}

const filterValue = (tag: string) => tag.replace(/^(license|task_categories):/, "");
