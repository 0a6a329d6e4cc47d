import { plot, toMimeBundle } from "@llm-course/notebook";
import type { ChapterStatus, Count } from "./course-status.ts";

const kinds = [
  ["sections", "sections executed"],
  ["exercises", "exercises solved"],
  ["questions", "questions answered"],
] as const;

/** Shares in percent of what there is to do, chapter by chapter, a bar for each member, as an SVG. */
export async function statusSvg(rows: readonly ChapterStatus[]): Promise<string> {
  const values = rows.flatMap((row) =>
    kinds.flatMap(([key, kind]) => {
      const { done, total }: Count = row[key];
      const chapter = `${row.chapter} ${row.title}`;
      return total === 0 ? [] : [{ member: row.member, chapter, kind, done, total, share: done / total }];
    }),
  );
  const chapters = [...new Set(rows.map(({ chapter, title }) => `${chapter} ${title}`))];
  const display = plot({
    title: "Progress",
    description: `Progress: ${describe(rows)}.`,
    data: { values },
    facet: {
      column: { field: "kind", type: "nominal", title: null, sort: kinds.map(([, kind]) => kind) },
    },
    spec: {
      width: 150,
      height: { step: 11 },
      mark: { type: "bar" },
      encoding: {
        y: {
          field: "chapter",
          type: "nominal",
          title: null,
          sort: chapters,
          scale: { domain: chapters },
          axis: { labelLimit: 260, ticks: false },
        },
        yOffset: { field: "member", type: "nominal" },
        x: {
          field: "share",
          type: "quantitative",
          title: null,
          scale: { domain: [0, 1] },
          axis: { format: ".0%", tickCount: 3 },
        },
        color: { field: "member", type: "nominal", title: null, legend: { orient: "top" } },
      },
    },
  });
  const bundle = await toMimeBundle(display);
  return `${bundle["image/svg+xml"]}\n`;
}

function describe(rows: readonly ChapterStatus[]): string {
  return [...Map.groupBy(rows, ({ member }) => member)]
    .map(([member, own]) => {
      const texts = kinds.map(([key, kind]) => {
        const sum = own.reduce(
          (all, row) => ({ done: all.done + row[key].done, total: all.total + row[key].total }),
          {
            done: 0,
            total: 0,
          },
        );
        return `${sum.done} of ${sum.total} ${kind}`;
      });
      return `${member}: ${texts.join(", ")}`;
    })
    .join("; ");
}
