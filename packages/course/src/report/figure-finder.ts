import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { modelIndexSchema, parseCard } from "@llm-course/hub/cards";
import type { MeasuredFigure } from "@llm-course/report";
import type { ChapterFigures } from "../figures/read-figures.ts";

type Find = (name: string) => MeasuredFigure | undefined;

/**
 * Looks up figures by the names that texts use:
 *
 * | name | what |
 * |---|---|
 * | `curves.loss` | what the cell `curves` of the text's own chapter has shown or printed as `loss` |
 * | `03-fine-tuning/curves.loss` | that of another chapter |
 * | `run.seconds`, `run.memoryMb`, `run.cells`, `run.checks`, `run.capabilities` | of the chapter's last run |
 * | `card:sentiment/accuracy`, `card:sentiment/accuracy/probe` | the metric of a model's card, of its first dataset or the one named |
 *
 * @param slug of the chapter that the text is about; without one names need theirs
 */
export function figureFinder(
  figures: Readonly<Record<string, ChapterFigures>>,
  { root, slug }: { root: string; slug?: string },
): Find {
  return (name) => {
    if (name.startsWith("card:")) return ofCard(name.slice("card:".length), root);
    const [, other, own = ""] = /^(?:(\d\d-[\w-]+)\/)?(.*)$/.exec(name) ?? [];
    const chapter = other ?? slug;
    const measured = chapter === undefined ? undefined : figures[chapter];
    if (chapter === undefined || !measured) return undefined;
    if (own.startsWith("run.")) return ofRun(own.slice("run.".length), chapter, measured);
    const value = measured.figures[own];
    if (value === undefined) return undefined;
    const [cell = ""] = own.split(".");
    const source = `measured in the notebook ${chapter}, cell ${cell}`;
    return { value, source, href: `${chapter}.html#cell-${cell}` };
  };
}

function ofRun(name: string, chapter: string, { cost, cells, checks, capabilities }: ChapterFigures) {
  const values: Record<string, number> = { ...cost, cells, checks, capabilities };
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined
    ? undefined
    : { value, source: `of the last run of the notebook ${chapter}`, href: `${chapter}.html` };
}

function ofCard(path: string, root: string): MeasuredFigure | undefined {
  const [model = "", metric, dataset] = path.split("/");
  const file = join(root, "packages/models/cards", `${model}.md`);
  if (!/^[\w-]+$/.test(model) || !existsSync(file)) return undefined;
  const index = modelIndexSchema.safeParse(parseCard(readFileSync(file, "utf8")).data["model-index"]);
  const results = index.data?.flatMap((entry) => entry.results ?? []) ?? [];
  for (const result of results) {
    if (dataset !== undefined && result.dataset?.name !== dataset) continue;
    const value = result.metrics?.find(({ type }) => type === metric)?.value;
    if (typeof value === "number") return { value, source: `from the card of the model ${model}` };
  }
  return undefined;
}
