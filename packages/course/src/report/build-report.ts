import { type Block, fillFigures, type Inline, parseMarkdown, type ReportDocument } from "@llm-course/report";
import { type ChapterFigures, readFigures } from "../figures/read-figures.ts";
import { readPlan } from "../plan/index.ts";
import { readCoverage } from "../run/read-coverage.ts";
import { readChecks } from "../run/run-chapters.ts";
import { readStatus } from "../status/read-status.ts";
import { chapterBlocks } from "./chapter-blocks.ts";
import { type ChapterState, chapterStates } from "./chapter-states.ts";
import { coverageBlocks } from "./coverage-blocks.ts";
import { figureFinder } from "./figure-finder.ts";
import { memberBlocks } from "./member-blocks.ts";
import { readReportText, whatDidNotWork } from "./read-report-text.ts";
import { readSummaries, type Summary } from "./read-summaries.ts";
import { runBlocks } from "./run-blocks.ts";
import { tableBlock } from "./table-block.ts";

export interface BuiltReport {
  readonly report: ReportDocument;
  readonly states: readonly ChapterState[];
  /** What readers will miss, one line each with file and line. */
  readonly warnings: readonly string[];
}

/**
 * The team's final report: their own text, and between its beginning and what did not work, who did what, what ran, what of the
 * course was proved, what was measured, and the summaries of the chapters.
 *
 * @param output where the last run left its results
 * @throws FileError for a summary, a plan or the team's text that cannot be read
 */
export async function buildReport({ root, output }: { root: string; output: string }): Promise<BuiltReport> {
  const plan = readPlan(root);
  const text = await readReportText(root);
  const summaries = await readSummaries(root);
  const figures = await readFigures(root);
  const checks = await readChecks(output);
  const states = await chapterStates(figures, { root, output, checks });
  const { problems, ...status } = await readStatus(plan, { root });
  const filler = new Filler(figures, root);
  const learned = summaries.flatMap((summary) => {
    const state = states.find(({ chapter }) => chapter.number === summary.data.chapter);
    const { blocks, missing } = chapterBlocks(summary, state);
    for (const cell of missing)
      filler.warn(
        `${summary.file}:${summary.lineOf(`cell: ${cell}`)}: no picture in the notebook's cell: ${cell}`,
      );
    return filler.fill(blocks, summary, state?.chapter.slug);
  });
  const own = text.sections.map(({ title, blocks }) => [heading(title), ...filler.fill(blocks, text)]);
  const reflections = text.sections.findIndex(({ title }) => title === whatDidNotWork);
  const blocks = [
    ...own.slice(0, reflections).flat(),
    ...[heading("Who did what"), ...(await memberBlocks(plan, status))],
    ...[heading("What ran"), ...runBlocks(states)],
    ...[heading("What was proved"), ...coverageBlocks(await readCoverage(output), states)],
    ...section("Results", results(summaries, states, filler)),
    ...section("What we learned", learned),
    ...own.slice(reflections).flat(),
  ];
  const { title, subtitle, date = today(), language } = text.data;
  const authors = plan.members.map(({ name, fullName = name }) => fullName);
  const report = {
    ...{ title, ...(subtitle !== undefined && { subtitle }), authors, date, language },
    blocks: numberPictures(blocks),
  };
  const leftOut = [text, ...summaries].flatMap(({ warnings }) => warnings);
  return { report, states, warnings: [...leftOut, ...filler.warnings, ...problems] };
}

/** Fills in figures, and keeps what was wrong with them. */
class Filler {
  readonly warnings: string[] = [];
  readonly #figures: Readonly<Record<string, ChapterFigures>>;
  readonly #root: string;

  constructor(figures: Readonly<Record<string, ChapterFigures>>, root: string) {
    this.#figures = figures;
    this.#root = root;
  }

  warn(line: string): void {
    this.warnings.push(line);
  }

  fill(
    blocks: readonly Block[],
    where: { file: string; lineOf(text: string): number },
    slug?: string,
  ): Block[] {
    const find = figureFinder(this.#figures, { root: this.#root, ...(slug !== undefined && { slug }) });
    const filled = fillFigures(blocks, find);
    for (const { reference, message } of filled.problems)
      this.warn(`${where.file}:${where.lineOf(reference)}: ${message}`);
    return filled.blocks;
  }
}

/** Captions begin with "Figure 1.", in order. */
function numberPictures(blocks: readonly Block[]): Block[] {
  let number = 0;
  return blocks.map((block) =>
    block.type === "picture"
      ? {
          ...block,
          caption: [
            { type: "strong", content: [plain(`Figure ${++number}.`)] },
            plain(" "),
            ...block.caption,
          ],
        }
      : block,
  );
}

/** The rows that summaries name. */
function results(summaries: readonly Summary[], states: readonly ChapterState[], filler: Filler): Block[] {
  const rows = summaries.flatMap((summary) => {
    const slug = states.find(({ chapter }) => chapter.number === summary.data.chapter)?.chapter.slug;
    return summary.data.results.map(({ label, figure, against = "" }) => {
      const line = (markdown: string): readonly Inline[] => {
        const [block] = filler.fill(parseMarkdown(markdown).blocks, summary, slug);
        return block?.type === "paragraph" ? block.content : [];
      };
      return [String(summary.data.chapter), line(label), line(`{{${figure}}}`), line(against)];
    });
  });
  return rows.length === 0
    ? []
    : [tableBlock(["Chapter", "What was measured", "Ours", "Compared with"], rows)];
}

const plain = (text: string): Inline => ({ type: "text", text });

const heading = (text: string): Block => ({ type: "heading", level: 1, content: [plain(text)] });

const section = (title: string, blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [heading(title), ...blocks];

const today = (): string => new Date().toISOString().slice(0, 10);
