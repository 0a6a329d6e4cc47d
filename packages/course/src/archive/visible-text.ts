/** A text with what looks like an address of mail left out. */
export function withoutAddresses(text: string): string {
  return text.replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "[address]");
}

/** What somebody wrote in a mail: without what is quoted, signatures, footers of lists, and addresses. */
export function visibleText(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const end = lines.findIndex((line) => /^(-- ?|_{10,}|-{10,}.*|={10,})$/.test(line));
  const own = lines
    .slice(0, end < 0 ? lines.length : end)
    .filter((line) => !/^\s*[>|:]/.test(line) && !/\b(wrote|writes|said)\s*:?\s*$/.test(line));
  return withoutAddresses(own.join("\n"))
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
