import type { ChapterResult } from "./run-chapter.ts";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);

const style = `
:root { color-scheme: light dark; --ok: light-dark(#0b6b33, #6fdb9b); --bad: light-dark(#a3161f, #ff9a9a); --line: light-dark(#d5d9e0, #3c424d); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4rem .75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.passed { color: var(--ok); } .failed, .interrupted { color: var(--bad); font-weight: 600; }
pre { min-width: 16rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: .25rem 0 0; font-size: .875rem; }
`;

function row(result: ChapterResult): string {
  const name = escapeHtml(result.chapter);
  const title = result.executed ? `<a href="notebooks/${encodeURI(result.chapter)}.ipynb">${name}</a>` : name;
  const problems = result.problems.length ? `<pre>${escapeHtml(result.problems.join("\n"))}</pre>` : "";
  const remarks = result.warnings.map((text) => `<pre>${escapeHtml(text)}</pre>`);
  const numbers = [result.seconds.toFixed(1), result.cells, result.skipped, result.rssMb, result.downloadMb];
  return `<tr><th scope="row">${title}</th>
<td><span class="${result.status}">${result.status}</span>${result.cached ? " (cached)" : ""}${problems}${remarks.join("")}</td>
${numbers.map((value) => `<td class="number">${value}</td>`).join("")}</tr>`;
}

/**
 * The summary of a run as one HTML page that needs nothing beside it but the executed notebooks it links to.
 *
 * @param subject what was run where, for example "profile offline, device cpu"
 */
export function summaryPage(results: ChapterResult[], subject: string): string {
  const failed = results.filter(({ status }) => status !== "passed").length;
  const heads = ["Seconds", "Cells", "Skipped", "Memory (MB)", "Download (MB)"];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Notebook run: ${results.length - failed} passed, ${failed} failed</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Notebook run</h1>
<p><strong class="${failed ? "failed" : "passed"}">${results.length - failed} passed, ${failed} failed</strong>, ${escapeHtml(subject)}.</p>
<p>Time, cells and peak memory of each chapter; its name links to the executed notebook.</p>
<div class="table" role="region" aria-label="Results by chapter" tabindex="0">
<table aria-label="Results by chapter">
<thead><tr><th scope="col">Chapter</th><th scope="col">Status</th>${heads.map((head) => `<th scope="col" class="number">${head}</th>`).join("")}</tr></thead>
<tbody>
${results.map(row).join("\n")}
</tbody>
</table>
</div>
</main>
</body>
</html>
`;
}
