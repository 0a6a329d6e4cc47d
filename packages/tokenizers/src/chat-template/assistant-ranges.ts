import type { Span } from "../auto/engine/engine.ts";

/** What stands in a text where the assistant begins and where it ends to speak. */
export interface Marks {
  readonly start: string;
  readonly end: string;
}

/**
 * Jinja as Hugging Face writes it marks what the assistant says with `{% generation %}` and `{% endgeneration %}`, which the
 * JavaScript library ignores. Here they become texts that nobody writes, whose places are looked up after rendering. They are
 * put into blocks of their own, so that white space around the tags is treated as it is around any other.
 *
 * @param chat what the texts must not be in
 */
export function markGenerations(
  template: string,
  chat: unknown,
): { source: string; marks: Marks | undefined } {
  const tag = /\{%([-+]?)\s*(end)?generation\s*([-+]?)%\}/g;
  if (!tag.test(template)) return { source: template, marks: undefined };
  const given = JSON.stringify(chat) + template;
  let length = 1;
  while (given.includes("\uE000".repeat(length)) || given.includes("\uE001".repeat(length))) length += 1;
  const marks = { start: "\uE000".repeat(length), end: "\uE001".repeat(length) };
  const source = template.replace(tag, (_, before: string, end: string | undefined, after: string) => {
    return `{%${before} if true %}${end ? marks.end : marks.start}{% endif ${after}%}`;
  });
  return { source, marks };
}

/** Takes the marks out again. */
export function cutMarks(rendered: string, { start, end }: Marks): { text: string; ranges: Span[] } {
  const ranges: Span[] = [];
  let text = "";
  for (const [i, piece] of rendered.split(start).entries()) {
    const [said, ...rest] = i === 0 ? ["", piece] : piece.split(end);
    if (i > 0) ranges.push([text.length, text.length + (said as string).length]);
    text += said + rest.join("");
  }
  return { text, ranges };
}
