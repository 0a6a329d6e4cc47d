import { grow } from "../grow.ts";
import { boundary, type Characters } from "./character-text.ts";

/** Substring i is characters[starts[i]], …, of `lengths[i]` characters, and occurs `counts[i]` times. */
export interface Substrings {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly counts: Int32Array;
}

/**
 * The substrings of 2 to `maxLength` characters that occur at least twice and are followed by different characters (or by
 * a boundary and a character): the inner nodes of the suffix tree, from which SentencePiece takes its candidates. Others
 * would say no more than the longer substring that always continues them.
 *
 * Instead of sorting all suffixes, it groups their beginnings by one character after another, and drops a beginning as soon
 * as it occurs once, ends, or is long enough. Time: characters × `maxLength` at most.
 *
 * @param limit about how many to find: at least all those that are among the first `limit` by occurrences × length
 */
export function repeatedSubstrings(
  characters: Characters,
  alphabetSize: number,
  maxLength: number,
  limit = Number.POSITIVE_INFINITY,
): Substrings {
  let found = 0;
  let starts = new Int32Array(1 << 12);
  let lengths = new Int32Array(1 << 12);
  let counts = new Int32Array(1 << 12);

  // Occurrences of a beginning lie together in `positions`; groups still to be split are on a stack, three numbers each.
  const { positions, stack: groups } = groupByFirst(characters, alphabetSize);
  let stack = groups;
  let top = groups.length;
  let sorted = new Int32Array(1 << 12);

  /** By next character: how often it comes, then where its next occurrence goes. */
  const places = new Int32Array(alphabetSize);
  const met = new Int32Array(alphabetSize);

  while (top > 0) {
    let length = stack[--top] as number;
    const to = stack[--top] as number;
    const from = stack[--top] as number;
    let distinct = 0;
    for (;;) {
      for (let index = from; index < to; index++) {
        const next = characters[(positions[index] as number) + length] as number;
        const times = places[next] as number;
        places[next] = times + 1;
        if (times === 0) met[distinct++] = next;
      }
      if (distinct > 1 || met[0] === boundary || length === maxLength) break;
      // All continue with the same character: not a node.
      places[met[0] as number] = 0;
      distinct = 0;
      length++;
    }
    if (distinct > 1 && length > 1) add(positions[from] as number, length, to - from);
    if (distinct > 1 && length < maxLength) splitGroup(from, to, length, distinct);
    for (let index = 0; index < distinct; index++) places[met[index] as number] = 0;
  }
  return {
    starts: starts.subarray(0, found),
    lengths: lengths.subarray(0, found),
    counts: counts.subarray(0, found),
  };

  function add(start: number, length: number, count: number): void {
    if (found === starts.length) {
      if (found >= 4 * limit) keepHeaviest();
      starts = grow(starts, found);
      lengths = grow(lengths, found);
      counts = grow(counts, found);
    }
    starts[found] = start;
    lengths[found] = length;
    counts[found++] = count;
  }

  /** So that a large corpus does not take memory for millions of substrings that are rare. */
  function keepHeaviest(): void {
    const weights = Float64Array.from(counts, (count, index) => count * (lengths[index] as number));
    const lightest = weights.toSorted()[found - limit] as number;
    const all = found;
    found = 0;
    for (let index = 0; index < all; index++) {
      if ((weights[index] as number) < lightest) continue;
      starts[found] = starts[index] as number;
      lengths[found] = lengths[index] as number;
      counts[found++] = counts[index] as number;
    }
  }

  /** Sorts the group by next character, and puts those on the stack that can go on. */
  function splitGroup(from: number, to: number, length: number, distinct: number): void {
    stack = grow(stack, top + 3 * distinct);
    let end = 0;
    for (let index = 0; index < distinct; index++) {
      const next = met[index] as number;
      const times = places[next] as number;
      places[next] = end;
      if (times > 1 && next !== boundary) {
        stack[top++] = from + end;
        stack[top++] = from + end + times;
        stack[top++] = length + 1;
      }
      end += times;
    }
    sorted = grow(sorted, end);
    for (let index = from; index < to; index++) {
      const position = positions[index] as number;
      const next = characters[position + length] as number;
      const place = places[next] as number;
      sorted[place] = position;
      places[next] = place + 1;
    }
    positions.set(sorted.subarray(0, end), from);
  }
}

/** Positions by the character there, without boundaries, and the groups of more than one. */
function groupByFirst(characters: Characters, alphabetSize: number) {
  const places = new Int32Array(alphabetSize + 1);
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] as number;
    if (character !== boundary) places[character + 1] = (places[character + 1] as number) + 1;
  }
  const stack: number[] = [];
  for (let character = 1; character < alphabetSize; character++) {
    const from = places[character] as number;
    const to = from + (places[character + 1] as number);
    places[character + 1] = to;
    if (to - from > 1) stack.push(from, to, 1);
  }
  const positions = new Int32Array(places[alphabetSize] as number);
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] as number;
    if (character === boundary) continue;
    const place = places[character] as number;
    positions[place] = index;
    places[character] = place + 1;
  }
  return { positions, stack: Int32Array.from(stack) };
}
