import type { Cell, Notebook } from "@llm-course/kernel";
import type { Chapter } from "../data/chapters.ts";
import { withCostLine } from "../run/cost.ts";

/**
 * The beginning of a chapter's notebook in the course's form: a title with the place for the cost line, a cell that imports
 * `assert`, and for each section of `data/chapters` its heading, what it is about, and a code cell that says which section it
 * belongs to.
 */
export function newChapter({ number, title, sections }: Chapter): Notebook {
  const cost = `*Not run yet: \`npx -y pnpm@12 course run ${number} --write\` writes here what it takes.*`;
  const about = sections.map((section) => `| ${section.number} ${section.title} | ${section.fact} |`);
  const intro = `# Chapter ${number} · ${title}\n\n| section | here |\n|---|---|\n${about.join("\n")}`;
  const cells = sections.flatMap((section, i): Cell[] => {
    const id = `s${section.number.replace(/\W/g, "-")}`;
    const source = i === 0 ? `import assert from "node:assert/strict";` : "";
    return [
      markdown(id, `## ${section.number} ${section.title}\n\n${section.fact}`),
      {
        ...{ cell_type: "code", execution_count: null, id: `${id}-code` },
        ...{ metadata: { course: { section: section.number } }, outputs: [], source },
      },
    ];
  });
  return {
    cells: [
      markdown("title", withCostLine(intro, cost)),
      ...cells,
      markdown("end", "### What to take along"),
    ],
    metadata: {
      kernelspec: { display_name: "TypeScript (LLM course)", language: "typescript", name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

const markdown = (id: string, source: string): Cell => ({ cell_type: "markdown", id, metadata: {}, source });
