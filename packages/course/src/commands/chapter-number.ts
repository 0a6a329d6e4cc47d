import { InvalidArgumentError } from "commander";
import { chapters } from "../data/chapters.ts";

/**
 * The chapter that an argument means: its number, `3` or `03`, or its name, `03-fine-tuning`.
 *
 * @throws InvalidArgumentError for what is none
 */
export function chapterNumber(text: string): number {
  const found = chapters.find(({ number, slug }) =>
    /^\d+$/.test(text) ? number === Number(text) : slug === text,
  );
  if (!found) throw new InvalidArgumentError(`expected a chapter from 0 to ${chapters.length - 1}.`);
  return found.number;
}
