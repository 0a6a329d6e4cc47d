import type { Entity } from "./lenient-entities.ts";
import type { Tag } from "./tag.ts";

/** What tells an entity: the letters of tags of one type, as a regular expression. */
interface Grammar {
  /** The letters that there are, besides O. */
  readonly places: string;
  readonly entity: RegExp;
}

/**
 * Ways to write entities as tags (E. Tjong Kim Sang and J. Veenstra, "Representing Text Chunks", 1999, and L. Ratinov and
 * D. Roth, "Design Challenges and Misconceptions in Named Entity Recognition", 2009):
 *
 * - `IOB1`: I, and B only for the first token of an entity right behind one of its type
 * - `IOB2`: B for the first token and I for the others
 * - `IOE2`: E for the last token and I for the others
 * - `IOBES`: B, I, E, and S for an entity of one token; `BILOU`: the same, with L for E and U for S
 */
export const schemes = {
  IOB1: { places: "IB", entity: /[IB]I*/y },
  IOB2: { places: "IB", entity: /BI*/y },
  IOE2: { places: "IE", entity: /I*E/y },
  IOBES: { places: "IBES", entity: /S|BI*E/y },
  BILOU: { places: "IBLU", entity: /U|BI*L/y },
} satisfies Record<string, Grammar>;

export type Scheme = keyof typeof schemes;

export const schemeNames = Object.keys(schemes) as [Scheme, ...Scheme[]];

/** The entities that are written as the scheme says; tags that belong to none are as if they were O. */
export function strictEntities(tags: readonly Tag[], scheme: Scheme): Entity[] {
  const entities: Entity[] = [];
  const { entity } = schemes[scheme];
  for (let start = 0; start < tags.length; ) {
    const { type, place } = tags[start] as Tag;
    const otherwise = tags.findIndex((tag, i) => i > start && (tag.type !== type || tag.place === "O"));
    const run = tags.slice(start, otherwise < 0 ? tags.length : otherwise);
    entity.lastIndex = 0;
    const length = entity.exec(run.map((tag) => tag.place).join(""))?.[0].length ?? 0;
    const end = start + length;
    const fits = length > 0 && (scheme !== "IOB1" || place === "I" || fitsIob1(tags, start, end));
    if (fits) entities.push({ type, start, end });
    start = fits ? end : start + 1;
  }
  return entities;
}

/**
 * Whether a B is where IOB1 has one: behind an entity of its type. Like seqeval, not if its entity is that one token and a B
 * of another type follows, which should have been an I.
 */
function fitsIob1(tags: readonly Tag[], start: number, end: number): boolean {
  const before = tags[start - 1];
  const behind = tags[end];
  const followed = end === start + 1 && behind?.place === "B" && behind.type !== tags[start]?.type;
  return before !== undefined && before.place !== "O" && before.type === tags[start]?.type && !followed;
}

/** The scheme that uses these letters; undefined if none does, or if I alone leaves it open. */
export function detectScheme(places: ReadonlySet<string>): Scheme | undefined {
  const has = (letters: string) => [...letters].some((letter) => places.has(letter));
  if (has("LU")) return has("ES") ? undefined : "BILOU";
  if (has("S") || (has("B") && has("E"))) return "IOBES";
  if (has("E")) return "IOE2";
  return has("B") ? "IOB2" : undefined;
}
