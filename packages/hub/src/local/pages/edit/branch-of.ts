import type { HubContext } from "../../api/hub-env.ts";
import { HubError } from "../../hub-error.ts";
import { type OpenRepo, type Place, placeOf } from "../repo/open-repo.ts";
import { isBranch } from "../repo/revision-chooser.ts";

/**
 * The branch and the path of an address that is to change something.
 *
 * @throws HubError RevisionNotFound; InvalidRequest for a tag or a commit, which stay as they are
 */
export async function branchOf(context: HubContext, repo: OpenRepo): Promise<Place> {
  const place = await placeOf(context, repo);
  if (await isBranch(repo, place.revision)) return place;
  throw new HubError("InvalidRequest", `only branches can be changed, and this is none: ${place.revision}`);
}
