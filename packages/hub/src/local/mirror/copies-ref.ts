/** Below this ref is one for each commit that was copied, so that git keeps it. It is no branch and not shown. */
export const copiesRef = "refs/copies/";
