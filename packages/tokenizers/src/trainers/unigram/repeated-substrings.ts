import { grow } from "../grow.ts";
import { boundary } from "./character-text.ts";

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
 */
export function repeatedSubstrings(
  characters: Int32Array,
  alphabetSize: number,
  maxLength: number,
): Substrings {
  let size = 0;
  let starts = new Int32Array(1 << 12);
  let lengths = new Int32Array(1 << 12);
  let counts = new Int32Array(1 << 12);

  // Occurrences of a beginning lie together in `positions`; groups still to be split are on a stack, three numbers each.
  const positions = Int32Array.from(characters.keys());
  const sorted = new Int32Array(characters.length);
  let stack = Int32Array.of(0, characters.length, 0);
  let top = 3;

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

    if (distinct > 1 && length > 1) {
      if (size === starts.length) {
        starts = grow(starts, size);
        lengths = grow(lengths, size);
        counts = grow(counts, size);
      }
      starts[size] = positions[from] as number;
      lengths[size] = length;
      counts[size++] = to - from;
    }
    if (distinct > 1 && length < maxLength) {
      top = splitGroup(from, to, length, distinct);
    } else {
      for (let index = 0; index < distinct; index++) places[met[index] as number] = 0;
    }
  }
  return {
    starts: starts.subarray(0, size),
    lengths: lengths.subarray(0, size),
    counts: counts.subarray(0, size),
  };

  /** Sorts the group by next character, and puts those on the stack that can go on. */
  function splitGroup(from: number, to: number, length: number, distinct: number): number {
    stack = grow(stack, top + 3 * distinct);
    let end = from;
    for (let index = 0; index < distinct; index++) {
      const next = met[index] as number;
      const times = places[next] as number;
      places[next] = end;
      if (times > 1 && next !== boundary) {
        stack[top++] = end;
        stack[top++] = end + times;
        stack[top++] = length + 1;
      }
      end += times;
    }
    for (let index = from; index < to; index++) {
      const position = positions[index] as number;
      const next = characters[position + length] as number;
      const place = places[next] as number;
      sorted[place] = position;
      places[next] = place + 1;
    }
    positions.set(sorted.subarray(from, to), from);
    for (let index = 0; index < distinct; index++) places[met[index] as number] = 0;
    return top;
  }
}
