import { html } from "hono/html";
import type { Refs } from "../../store/types.ts";
import { type FileVerb, fileAddress } from "../parts/addresses.ts";
import type { Html } from "../parts/html.ts";
import type { OpenRepo, Place } from "./open-repo.ts";

const maxRefs = 200;

/** A menu of branches and tags, each a link to the same path there; it needs no script. */
export async function revisionChooser(
  { repository, base }: OpenRepo,
  verb: FileVerb,
  { revision, commit, path }: Place,
): Promise<Html> {
  const { branches, tags } = await repository.refs();
  const isRef = [...branches, ...tags].some(({ name }) => name === revision);
  const links = (refs: Refs["branches"], title: string) =>
    refs.length === 0
      ? ""
      : html`<li><strong>${title}</strong><ul>${refs
          .slice(0, maxRefs)
          .map(
            ({ name }) =>
              html`<li><a href="${fileAddress(base, verb, name, path)}"${name === revision ? html` aria-current="true"` : ""}>${name}</a></li>`,
          )}</ul></li>`;
  return html`<details class="menu left"><summary><span class="hidden">Branch or tag: </span>${isRef ? revision : commit.slice(0, 7)}</summary><ul>${links(branches, "Branches")}${links(tags, "Tags")}</ul></details>`;
}

/** Whether a revision is a branch: what can be changed. */
export async function isBranch({ repository }: OpenRepo, revision: string): Promise<boolean> {
  return (await repository.refs()).branches.some(({ name }) => name === revision);
}
