import { readFileSync } from "node:fs";
import type { Notebook } from "@llm-course/kernel";
import { describe, expect, test } from "vitest";
import { buildBookScript, builtScript } from "../src/book/build-book-script.ts";
import { renderBook } from "../src/index.ts";
import { code, markdown, notebook, sampleNotebook, shown } from "./sample-notebook.ts";

const sample = { slug: "03-sample", number: 3, title: "Sample", notebook: sampleNotebook };

async function pageOf(own: Notebook, notice?: string): Promise<string> {
  const chapter = { ...sample, notebook: own, ...(notice !== undefined && { notice }) };
  const files = await renderBook({ title: "Book", language: "en", preface: [], chapters: [chapter] });
  return String(files.get("03-sample.html"));
}

/** A page with the output of one cell. */
const pageWith = (data: Record<string, string>) =>
  pageOf(notebook(markdown("t", "# T"), code("c", "x", [shown(data)])));

test("the script of the pages is that of its source", () => {
  expect(readFileSync(builtScript, "utf8")).toBe(buildBookScript());
});

test("a page for each chapter, with links between them, pictures beside them, and a place for each cell", async () => {
  const chapters = [1, 2, 3].map((number) => ({
    ...sample,
    number,
    slug: `0${number}-x`,
    title: `Part ${number}`,
  }));
  const files = await renderBook({ title: "Book", language: "en", preface: [], chapters });
  const pages = [...files.keys()].filter((path) => path.endsWith(".html"));
  expect(pages.sort()).toEqual(["01-x.html", "02-x.html", "03-x.html", "index.html"]);
  const second = String(files.get("02-x.html"));
  expect(second).toContain('<a rel="prev" href="01-x.html">Before: 1 · Part 1</a>');
  expect(second).toContain('<a rel="next" href="03-x.html">Next: 3 · Part 3</a>');
  for (const { id } of sampleNotebook.cells) expect(second).toContain(`id="cell-${id}"`);
  const picture = /<img src="(figures\/[^"]+\.svg)" alt="A curve"/.exec(second)?.[1] ?? "";
  expect(files.has(picture)).toBe(true);
  expect([...files.keys()].filter((path) => path.startsWith("figures/"))).toEqual([picture]);
});

describe("outputs do nothing in a page", () => {
  test.each([
    ["a script", "<p>a</p><script>alert(1)</script>"],
    ["a handler", "<p onclick=alert(1)>a</p>"],
    ["a frame", "<iframe src=https://evil.example></iframe>a"],
    ["a style that loads", '<p style="background:url(https://evil.example/x)">a</p>'],
    ["a link", '<a href="https://evil.example">a</a>'],
    ["an image", "<img src=https://evil.example/x.png>a"],
    ["a form", "<form action=https://evil.example><input></form>a"],
  ])("%s", async (_, html) => {
    const main =
      /<main[\s\S]*<\/main>/.exec(await pageWith({ "text/html": html, "text/plain": "a" }))?.[0] ?? "";
    expect(main).not.toMatch(/<script|<iframe|<form|<input|<img|onclick|evil\.example/);
    expect(main).toContain("a");
  });

  test("an SVG is an image, in which no script runs", async () => {
    const page = await pageWith({
      "image/svg+xml": "<svg onload=alert(1)></svg>",
      "text/plain": "[picture: P]",
    });
    expect(page).toMatch(/<img src="figures\/\w+\.svg" alt="P"/);
    expect(page).not.toContain("onload");
  });
});

test("what is too large is cut or left out, and said to be", async () => {
  const long = await pageOf(
    notebook(
      markdown("t", "# T"),
      code("c", "x", [{ output_type: "stream", name: "stdout", text: "y".repeat(5e7) }]),
    ),
  );
  expect(long.length).toBeLessThan(50_000);
  expect(long).toContain("… 49,980,000 more characters");
  const wide = await pageWith({ "text/html": `<p>${"z".repeat(5e6)}</p>`, "text/plain": "z" });
  expect(wide).toContain("a table or page of 5.0 MB is left out; it is in the notebook");
  const picture = await pageWith({ "image/svg+xml": `<svg>${" ".repeat(5e6)}</svg>`, "text/plain": "p" });
  expect(picture).toContain("a picture of 5.0 MB is left out; it is in the notebook");
});

test("escape sequences of terminals are not printed, errors are", async () => {
  const page = await pageOf(sampleNotebook);
  expect(page).toContain("Error: no\n  at cell");
  expect(page).not.toContain("\u001b");
});

test("a notebook that never ran, or failed, is said to be so", async () => {
  const never = notebook(markdown("t", "# T"), { ...code("c", "x"), execution_count: null } as never);
  expect(await pageOf(never)).toContain("This chapter was never executed: there are no outputs.");
  expect(await pageOf(sampleNotebook, "The last run failed.")).toContain(
    'role="note">The last run failed.</p>',
  );
  expect(await pageOf(sampleNotebook)).not.toContain('class="notice"');
});
