/** Where in an entity a token is, and the entity's type. */
export interface Tag {
  /** B(egin), I(nside), E(nd) and S(ingle), also L(ast) and U(nit) for the latter two; O(utside). */
  readonly place: string;
  /** `_` for tags without one. */
  readonly type: string;
}

const outside: Tag = { place: "O", type: "_" };

/**
 * Reads a tag such as `B-PER`, or with `suffix` such as `PER-B`.
 *
 * @param places the letters it may begin with, such as `BI`, besides O
 * @returns undefined for what is no such tag
 */
export function parseTag(text: string, places: string, suffix: boolean): Tag | undefined {
  if (text === "O") return outside;
  const place = text.at(suffix ? -1 : 0) as string;
  const rest = suffix ? text.slice(0, -1) : text.slice(1);
  if (!places.includes(place)) return undefined;
  if (rest === "") return { place, type: "_" };
  const dash = rest.at(suffix ? -1 : 0);
  const type = suffix ? rest.slice(0, -1) : rest.slice(1);
  return dash === "-" && type !== "" ? { place, type } : undefined;
}
