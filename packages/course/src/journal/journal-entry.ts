import { parse, parseDocument } from "yaml";
import { z } from "zod";

const frontMatter = /^---\r?\n([\s\S]*?\n)---\r?(?:\n|$)/;
const chaptersOf = z.looseObject({ chapters: z.array(z.int()) });

/** The text that an entry begins with: who, when, about which chapters, and what to write about. */
export function newEntry({
  day,
  member,
  chapters,
}: {
  day: string;
  member: string;
  chapters: number[];
}): string {
  return `---
date: ${day}
member: ${member}
chapters: [${chapters.join(", ")}]
---

**Did**:
**Saw**:
**Stuck**:
**Next**:
`;
}

/** The chapters that an entry says it is about; none where its front matter cannot be read. */
export function entryChapters(text: string): number[] {
  try {
    return chaptersOf.safeParse(parse(frontMatter.exec(text)?.[1] ?? "")).data?.chapters ?? [];
  } catch {
    return []; // whoever writes it may not be done yet
  }
}

/** The entry with one more chapter in its front matter, all else as it is. */
export function withChapter(text: string, chapter: number): string {
  const found = frontMatter.exec(text);
  const chapters = entryChapters(text);
  if (!found?.[1] || chapters.includes(chapter)) return text;
  const document = parseDocument(found[1]);
  if (document.errors.length > 0) return text;
  const list = document.createNode([...chapters, chapter].sort((a, b) => a - b));
  list.flow = true;
  document.set("chapters", list);
  const changed = document.toString({ flowCollectionPadding: false, lineWidth: 0 });
  return `---\n${changed}---\n${text.slice(found[0].length)}`;
}
