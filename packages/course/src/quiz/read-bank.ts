import { chapters } from "../data/chapters.ts";
import { readYamlFile, type YamlFile } from "../data/read-yaml-file.ts";
import { projectRoot } from "../run/project.ts";
import { type Bank, bankSchema } from "./bank-schema.ts";

/** The folder of the bank, below the repository. */
export const bankFolder = "packages/course/src/quiz/bank";

/**
 * Reads the questions of one chapter.
 *
 * @param file below `root`, such as `packages/course/src/quiz/bank/03.yaml`
 * @throws FileError with the line of what is wrong: no right choice or two, a choice or an id that is there twice, a
 * missing explanation, a true/false question with other choices, a section that the chapter has not
 */
export function readBank(file: string, root = projectRoot): Bank {
  const read = readYamlFile(file, { root, schema: bankSchema });
  checkQuizzes(read);
  checkQuestions(read);
  return read.value;
}

function checkQuizzes({ value: { chapter, quizzes }, error }: YamlFile<Bank>): void {
  const sections = chapters[chapter]?.sections.map(({ number }) => number);
  if (!sections) throw error(["chapter"], `a chapter from 0 to ${chapters.length - 1} expected: ${chapter}`);
  const seen = new Set<string>();
  for (const [i, { id }] of quizzes.entries()) {
    const path = ["quizzes", i, "id"];
    if (!sections.includes(id)) throw error(path, `a section of chapter ${chapter} expected: ${id}`);
    if (seen.has(id)) throw error(path, `another id than that of another quiz expected: ${id}`);
    seen.add(id);
  }
}

function checkQuestions({ value: { quizzes }, error }: YamlFile<Bank>): void {
  const seen = new Set<string>();
  for (const [i, { questions }] of quizzes.entries()) {
    for (const [k, { id, type, choices }] of questions.entries()) {
      const path = ["quizzes", i, "questions", k];
      const fail = (part: string, message: string) => error([...path, part], `question ${id}: ${message}`);
      // Answers are kept by chapter and question.
      if (seen.has(id)) throw fail("id", "another id than that of another question expected");
      seen.add(id);

      const texts = choices.map(({ text }) => text.trim().toLowerCase());
      const twice = texts.findIndex((text, place) => texts.indexOf(text) !== place);
      if (twice >= 0)
        throw error(
          [...path, "choices", twice],
          `question ${id}: choices that differ expected, not one twice`,
        );

      const right = choices.filter(({ correct }) => correct).length;
      if (right === 0) throw fail("choices", "no right answer; mark one with correct: true");
      if (type !== "multiple" && right > 1)
        throw fail("choices", `one right answer expected, or type: multiple; there are ${right}`);
      if (type === "boolean" && texts.join() !== "true,false")
        throw fail("choices", 'the choices "True" and "False", in this order, expected');
    }
  }
}
