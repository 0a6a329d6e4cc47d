import { distance } from "fastest-levenshtein";

/** The candidates most alike to `id`, by edits, with or without the namespace and whatever the case. */
export function nearest(id: string, candidates: readonly string[], count = 3): string[] {
  const edits = (candidate: string) =>
    Math.min(
      distance(id.toLowerCase(), candidate.toLowerCase()),
      distance(baseName(id).toLowerCase(), baseName(candidate).toLowerCase()),
    );
  return candidates.toSorted((a, b) => edits(a) - edits(b)).slice(0, count);
}

function baseName(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}
