/** The ids of three versions in their orders; `mine` has only those that the merge keeps. */
export interface Orders {
  base: readonly string[];
  mine: readonly string[];
  theirs: readonly string[];
}

/**
 * The order of a merged notebook: mine, with what only they moved moved, and what they added put behind its predecessor in
 * their order. Cells that are only in mine stay behind the cell they follow.
 *
 * @param keep whether a cell of theirs that mine lacks is to come in
 * @param leads whether a cell of mine belongs to the one below it, so that nothing may come between
 */
export function mergeOrder(
  { base, mine, theirs }: Orders,
  keep: (id: string) => boolean,
  leads: (id: string) => boolean,
): string[] {
  const result = [...mine];
  const known = new Set([...base, ...theirs]);
  // A cell that one side does not have must not make another look moved.
  const common = new Set(mine).intersection(new Set(theirs)).intersection(new Set(base));
  const inCommon = (ids: readonly string[]): string[] => ids.filter((id) => common.has(id));
  const movedByMe = moved(inCommon(base), inCommon(mine));
  const movedByThem = moved(inCommon(base), inCommon(theirs));
  const putBehind = (id: string, predecessor: string | undefined): void => {
    let at = predecessor === undefined ? 0 : result.indexOf(predecessor) + 1;
    for (
      let next = result[at];
      next !== undefined && at > 0 && !known.has(next) && !leads(next);
      next = result[at]
    )
      at++;
    result.splice(at, 0, id);
  };
  let predecessor: string | undefined;
  for (const id of theirs) {
    const at = result.indexOf(id);
    if (at < 0) {
      if (!keep(id)) continue;
      putBehind(id, predecessor);
    } else if (movedByThem.has(id) && !movedByMe.has(id)) {
      result.splice(at, 1);
      putBehind(id, predecessor);
    }
    // Where I put a cell says nothing about where its successor goes.
    if (!movedByMe.has(id)) predecessor = id;
  }
  return result;
}

/** The ids that are not in a longest common subsequence of the two orders: the fewest moves that explain the new one. */
function moved(before: readonly string[], after: readonly string[]): Set<string> {
  const place = new Map(before.map((id, i) => [id, i]));
  const places = after.map((id) => place.get(id) ?? 0);
  // The longest increasing subsequence; notebooks have some hundred cells, so the plain quadratic way will do.
  const length: number[] = [];
  const previous: number[] = [];
  places.forEach((value, i) => {
    length[i] = 1;
    previous[i] = -1;
    for (let j = 0; j < i; j++) {
      if ((places[j] ?? 0) < value && (length[j] ?? 0) + 1 > (length[i] ?? 0)) {
        length[i] = (length[j] ?? 0) + 1;
        previous[i] = j;
      }
    }
  });
  const result = new Set(after);
  for (let i = length.indexOf(Math.max(...length)); i >= 0; i = previous[i] ?? -1)
    result.delete(after[i] as string);
  return result;
}
