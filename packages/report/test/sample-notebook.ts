import type { Notebook } from "@llm-course/kernel";

type Cell = Notebook["cells"][number];
type Output = Extract<Cell, { cell_type: "code" }>["outputs"][number];

export const markdown = (id: string, source: string, ...tags: string[]): Cell => ({
  cell_type: "markdown",
  ...{ id, source, metadata: { tags } },
});

export const code = (id: string, source: string, outputs: Output[] = [], ...tags: string[]): Cell => ({
  cell_type: "code",
  ...{ id, source, metadata: { tags }, outputs, execution_count: 1 },
});

export const shown = (data: Record<string, string>): Output => ({
  output_type: "execute_result",
  ...{ data, metadata: {}, execution_count: 1 },
});

export const notebook = (...cells: Cell[]): Notebook => ({
  cells,
  metadata: { language_info: { name: "typescript" } },
  nbformat: 4,
  nbformat_minor: 5,
});

const cellStyle = "padding:0.3em 0.8em;text-align:left";
const table = `<table style="border-collapse:collapse"><thead><tr><th scope="col" style="${cellStyle}">a</th></tr></thead><tbody>${'<tr><td style="padding:0.3em 0.8em;text-align:left">1</td></tr>'.repeat(3)}</tbody></table>`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40" aria-label="A curve that falls"><path d="M0 0L80 40" stroke="#333"/></svg>`;

/** A chapter with each kind of cell and output. */
export const sampleNotebook: Notebook = notebook(
  markdown("title", "# Chapter 3 · Sample\n\nAn introduction with $a^2$."),
  markdown(
    "first",
    "## 3.1 Zebras\n\nText about the *quagga*, an animal.\n\n|   | b |\n|---|---|\n| 1 | 2 |",
  ),
  code("print", 'console.log("x < y"); // a comment', [
    { output_type: "stream", name: "stdout", text: "x < y\n" },
  ]),
  code("table", "table(rows)", [shown({ "text/html": table, "text/plain": "a\n1" })]),
  code("bar", "progress()", [
    shown({
      "text/html": '<div role="progressbar" aria-valuenow="3" aria-valuemin="0" aria-valuemax="3">3</div>',
    }),
  ]),
  code("plot", "plot(curve)", [shown({ "image/svg+xml": svg, "text/plain": "[picture: A curve]" })]),
  markdown("wrong", "> **Erratum, 3.1.** It is otherwise.", "erratum"),
  code("proof", "assert.equal(1, 1)", [], "check"),
  markdown("second", "## 3.2 Okapis\n\n> A quotation."),
  code("fails", "throw new Error()", [
    {
      output_type: "error",
      ename: "Error",
      evalue: "no",
      traceback: ["\u001b[31mError: no\u001b[39m", "  at cell"],
    },
  ]),
  code("shows", "show()", [
    shown({ "text/markdown": "##### Deep\n\n**bold** and a list\n\n- one", "text/plain": "bold" }),
  ]),
);
