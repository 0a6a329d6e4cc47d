const hashes = 126;
const band = 3; // texts that share 3 minima in a row are compared: 99.6 % of the pairs whose similarity is 0.5 are
const shingle = 3;

/**
 * Finds texts that nearly repeat an earlier one: the Jaccard similarity of their sets of three words in a row is at
 * least the threshold. Candidates come from MinHash (Broder 1997) with banding, and are then compared exactly.
 *
 * @returns for each text the index of the earliest text of its group; groups are closed under similarity
 */
export function nearDuplicates(texts: readonly string[], { threshold = 0.5 } = {}): number[] {
  const sets = texts.map(shingles);
  const group = texts.map((_, i) => i);
  const root = (i: number): number => (group[i] === i ? i : root(group[i] as number));
  const buckets = new Map<string, number[]>();
  for (const [i, set] of sets.entries()) {
    for (const key of bandKeys(set)) {
      const others = buckets.get(key) ?? [];
      for (const j of others)
        if (root(j) !== root(i) && jaccard(sets[j] as Set<number>, set) >= threshold) {
          const [first, second] = [root(i), root(j)].sort((a, b) => a - b) as [number, number];
          group[second] = first;
        }
      buckets.set(key, [...others, i]);
    }
  }
  return group.map((_, i) => root(i));
}

/** Hashes of each three words in a row; of all words where there are fewer. */
function shingles(text: string): Set<number> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const count = Math.max(1, words.length - shingle + 1);
  return new Set(Array.from({ length: count }, (_, i) => hash(words.slice(i, i + shingle).join(" "))));
}

function bandKeys(set: ReadonlySet<number>): string[] {
  const minima = new Uint32Array(hashes).fill(0xffffffff);
  for (const value of set)
    for (let k = 0; k < hashes; k++) {
      const mixed = mix(value ^ Math.imul(k + 1, 0x9e3779b1));
      if (mixed < (minima[k] as number)) minima[k] = mixed;
    }
  return Array.from(
    { length: hashes / band },
    (_, b) => `${b}:${minima.slice(b * band, b * band + band).join()}`,
  );
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let both = 0;
  for (const value of small) if (large.has(value)) both++;
  return both / (a.size + b.size - both);
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** The last steps of MurmurHash3: each bit of the input changes about half of the result's. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
