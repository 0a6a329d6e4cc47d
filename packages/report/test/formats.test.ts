import mammoth from "mammoth";
import { extractText, getDocumentProxy } from "unpdf";
import { describe, expect, test } from "vitest";
import { renderDocx, renderHtml, renderPdf } from "../src/index.ts";
import { sampleReport } from "./sample-report.ts";

const docxHtml = async (bytes: Uint8Array) =>
  (await mammoth.convertToHtml({ buffer: Buffer.from(bytes) })).value;

async function pdfText(bytes: Uint8Array): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
  return text.replaceAll(/\s+/g, " ");
}

const formats = {
  HTML: async (loss: number) => renderHtml(sampleReport(loss)),
  PDF: async (loss: number) => pdfText((await renderPdf(sampleReport(loss))).pdf),
  docx: async (loss: number) => docxHtml(await renderDocx(sampleReport(loss))),
};

describe.each(Object.entries(formats))("%s", (_, render) => {
  test("has all text, the measured number, and a mark where one is missing", async () => {
    const text = await render(0.12345);
    for (const part of [
      "A report",
      "0.123",
      "missing figure: nothing",
      "second inner",
      "more of it",
      "theirs",
      "a quote",
    ])
      expect(text).toContain(part);
    for (const part of [
      "const",
      "answer",
      "Ada Lovelace, Charles Babbage",
      "2030-02-03",
      "A picture of a box",
      "漢字とカナ",
      "한국어",
    ])
      expect(text).toContain(part);
    expect(text).not.toContain("{{");
    expect(text).not.toContain("<script>alert");
  });

  test("a number that was measured anew is another number there", async () => {
    expect(await render(0.98765)).toContain("0.988");
    expect(await render(0.98765)).not.toContain("0.123");
  });
});

describe("PDF", () => {
  test("is tagged, with contents and a title", async () => {
    const { pdf, pages, missingCharacters } = await renderPdf(sampleReport(1));
    expect(missingCharacters).toEqual([]);
    expect(pages).toBeGreaterThanOrEqual(2);
    const document = await getDocumentProxy(new Uint8Array(pdf));
    expect((await document.getMetadata()).info).toMatchObject({ Title: "A report & more" });
    expect((await document.getMarkInfo())?.Marked).toBe(true);
    expect((await document.getOutline()).map(({ title }) => title)).toContain("One");
  });

  test("characters that no font has are named, and the rest is there", async () => {
    // Of a range for private use, and Vithkuqi, which hardly any machine has.
    const { pdf, missingCharacters } = await renderPdf(sampleReport(1, "\u{f1234} \u{10570}"));
    expect(missingCharacters).toEqual(expect.arrayContaining(["\u{f1234}", "\u{10570}"]));
    expect(await pdfText(pdf)).toContain("second inner");
  });

  test("TeX that has no counterpart is written as it is", async () => {
    const { pdf } = await renderPdf(sampleReport(1, "$\\weird{x}#{panic()}$ and $\\frac{1}{2}$"));
    expect(await pdfText(pdf)).toContain("panic()");
  });
});

describe("docx", () => {
  test("headings, lists and tables are Word's own", async () => {
    const html = await docxHtml(await renderDocx(sampleReport(0.5)));
    expect(html).toMatch(/<h1>.*One<\/h1>/);
    expect(html).toMatch(/<h2>.*Table and code<\/h2>/);
    expect(html).toMatch(
      /<ol><li>first<ul><li>inner<\/li><li>second inner<\/li><\/ul><\/li><li>second<\/li><\/ol>/,
    );
    expect(html).toMatch(/<table><thead>.*score.*<\/thead><tbody><tr><td><p>ours<\/p><\/td>/);
    expect(html).toContain('href="https://example.org/a?b=c&amp;d=&quot;e&quot;"');
    expect(html).toContain('alt="A box"');
  });
});
