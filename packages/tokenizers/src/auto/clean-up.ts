/** Takes away the spaces that are before punctuation and in English contractions if tokens are joined by spaces. */
export function cleanUpTokenization(text: string): string {
  return text
    .replace(/ ([.?!,])/g, "$1")
    .replaceAll(" ' ", "'")
    .replace(/ (n't|'m|'s|'ve|'re)/g, "$1");
}
