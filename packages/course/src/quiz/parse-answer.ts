import { CourseError } from "../errors.ts";
import type { ShownChoice, ShownQuestion } from "./shown-question.ts";

/**
 * The choices that letters mean, such as ["b"], ["a", "c"], "a c", "ac" or "1,3".
 *
 * @throws CourseError for none, an unknown letter, or two where one is right
 */
export function parseAnswer(question: ShownQuestion, answers: readonly string[]): ShownChoice[] {
  const { number, type, choices } = question;
  const last = choices.at(-1)?.letter;
  const parts =
    answers
      .join(" ")
      .toLowerCase()
      .match(/[a-z]+|\d+|[^\sa-z\d,;]+/g) ?? [];
  const names = parts.flatMap((part) => (/^[a-z]+$/.test(part) ? wordLetters(question, part) : [part]));
  const chosen = new Set(
    names.map((name) => {
      const found = choices.find(({ letter }, place) => name === letter || name === String(place + 1));
      if (!found)
        throw new CourseError(
          `question ${number}: a letter from a to ${last} (or a number) expected: ${name}`,
        );
      return found;
    }),
  );
  if (chosen.size === 0)
    throw new CourseError(`question ${number}: a letter from a to ${last} expected, and none was given`);
  if (type !== "multiple" && chosen.size > 1)
    throw new CourseError(
      `question ${number}: one answer expected, since only one is right: ${names.join(", ")}`,
    );
  return [...chosen];
}

/** "true" and "false" are answers as well; other words are letters without spaces between them. */
function wordLetters({ type, choices }: ShownQuestion, word: string): string[] {
  if (type === "boolean" && word.length > 1) {
    const named = choices.find(({ text }) => text.toLowerCase() === word);
    return [named?.letter ?? word];
  }
  return [...word];
}
