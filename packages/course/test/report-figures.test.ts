import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mammoth from "mammoth";
import { extractText, getDocumentProxy } from "unpdf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chapters } from "../src/data/chapters.ts";
import { buildReport } from "../src/report/build-report.ts";
import { readSummaries } from "../src/report/read-summaries.ts";
import { reportFormats } from "../src/report/report-formats.ts";
import { projectRoot } from "../src/run/project.ts";

let root = "";

/** The repository's own report and what it is made of, in a folder where figures can be changed. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "report-figures-"));
  for (const path of ["summaries", "report/report.md", "course.config.yaml", "packages/models/cards"]) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    cpSync(join(projectRoot, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(projectRoot, "notebooks"), join(root, "notebooks"), "junction");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The text of each format's file. */
async function texts(): Promise<Record<string, string>> {
  const built = await buildReport({ root, output: join(root, "out") });
  const file = async (format: "html" | "pdf" | "docx") =>
    (await reportFormats[format](built)).files.get(`report.${format}`) ?? "";
  const { text: pdf } = await extractText(
    await getDocumentProxy(new Uint8Array((await file("pdf")) as Uint8Array)),
    {
      mergePages: true,
    },
  );
  const { value: docx } = await mammoth.extractRawText({
    buffer: Buffer.from((await file("docx")) as Uint8Array),
  });
  return { html: String(await file("html")).replaceAll(/<[^>]*>/g, ""), pdf, docx };
}

/** Puts another text into a file below the root, once. */
function change(path: string, from: RegExp, to: string): void {
  const text = readFileSync(join(root, path), "utf8");
  expect(text).toMatch(from);
  writeFileSync(join(root, path), text.replace(from, to));
}

test("a figure, a cost or a card that changes is another number in HTML, PDF and Word", async () => {
  const numbers = ["31,337", "4,242", "12 %"];
  const missing = async () =>
    Object.entries(await texts()).map(([format, text]) => [
      format,
      numbers.filter((number) => !text.replaceAll(/\s+/g, " ").includes(number)),
    ]);
  expect(Object.fromEntries(await missing())).toEqual({ html: numbers, pdf: numbers, docx: numbers });
  change("summaries/figures.json", /("mails\.train"): [\d.]+/, "$1: 31337");
  change("summaries/figures.json", /"memoryMb": \d+/, '"memoryMb": 4242');
  // The first accuracy of the card is the one that texts without a dataset's name mean.
  change("packages/models/cards/sentiment.md", /(type: accuracy\s+value: )[\d.]+/, "$10.123");
  expect(Object.fromEntries(await missing())).toEqual({ html: [], pdf: [], docx: [] });
});

describe("summaries", async () => {
  const summaries = await readSummaries(projectRoot);

  test.each(summaries.map((summary) => [summary.data.chapter, summary] as const))(
    "of chapter %i has the takeaways of each section, under a heading that names it",
    (number, { data, file }) => {
      const sections = chapters[number]?.sections.map((section) => section.number);
      expect(data.sections).toEqual(sections);
      const headings = readFileSync(join(projectRoot, file), "utf8").match(/^## .*\(.*\)$/gm) ?? [];
      const named = headings.flatMap((heading) => /\((.*)\)$/.exec(heading)?.[1]?.split(", ") ?? []);
      expect([...new Set(named)].sort()).toEqual([...(sections ?? [])].sort());
    },
  );

  test("there is one for each chapter with a notebook", () => {
    expect(summaries.map(({ data }) => data.chapter)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
