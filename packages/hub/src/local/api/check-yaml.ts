import { isMap, LineCounter, parseDocument } from "yaml";
import { frontMatter } from "../service/front-matter.ts";
import type { CheckCard } from "./hub-env.ts";

/** Whether what is between the dashed lines of a card is YAML with names and values. Lines are those of the card. */
export const checkYaml: CheckCard = (content) => {
  const text = frontMatter(content);
  if (text === undefined)
    return { errors: [], warnings: [{ message: "the card has no metadata; begin it with --- and YAML" }] };
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: "silent" });
  const problem = ({ message, pos: [start] }: { message: string; pos: [number, number] }) => ({
    message,
    // The line of dashes comes before.
    line: lineCounter.linePos(start).line + 1,
  });
  const errors = document.errors.map(problem);
  if (errors.length === 0 && document.contents !== null && !isMap(document.contents))
    errors.push({ message: "expected names with values, such as license: apache-2.0", line: 2 });
  return { errors, warnings: document.warnings.map(problem) };
};
