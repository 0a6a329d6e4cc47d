import type { Tag } from "./tag.ts";

/** Some tokens that name one thing. */
export interface Entity {
  readonly type: string;
  /** Its first token, from 0. */
  readonly start: number;
  /** The token behind its last one. */
  readonly end: number;
}

/**
 * The entities that CoNLL-2000's conlleval finds: an inside or end token goes on with the entity before it if the types are
 * the same and that has not ended, and starts one otherwise. So every token that is not outside is in an entity, whatever
 * the scheme, and mistakes such as an I-PER behind O are forgiven.
 */
export function lenientEntities(tags: readonly Tag[]): Entity[] {
  const entities: { type: string; start: number; end: number }[] = [];
  for (const [i, { place, type }] of tags.entries()) {
    if (place === "O") continue;
    const before = tags[i - 1];
    const goesOn =
      before !== undefined && "IE".includes(place) && "BI".includes(before.place) && before.type === type;
    const last = entities.at(-1);
    if (goesOn && last) last.end = i + 1;
    else entities.push({ type, start: i, end: i + 1 });
  }
  return entities;
}
