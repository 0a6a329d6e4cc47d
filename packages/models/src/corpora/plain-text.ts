/** A sentence as it is printed, of the words that the Brown corpus has: spaces and quotes where they belong. */
export function plainText(words: readonly string[]): string {
  return words
    .join(" ")
    .replaceAll(/`` ?| ?''/g, '"')
    .replaceAll(/ ([,.;:?!)\]%])/g, "$1")
    .replaceAll(/([([$]) /g, "$1")
    .replaceAll(/([.?!;])\1/g, "$1");
}
