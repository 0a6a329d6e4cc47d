import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kernelspecFolder } from "../src/kernelspec.ts";
import { type Cell, isCodeCell, type Output } from "../src/runner/notebook.ts";
import { readNotebook } from "../src/runner/read-notebook.ts";
import { runNotebook } from "../src/runner/run-notebook.ts";

const folder = join(import.meta.dirname, "semantics");
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

/** One notebook per thing a cell can rely on; its stored outputs were written by hand and say what must happen. */
describe("the kernel's semantics", () => {
  test.each(notebooks)("%s", async (name) => {
    const path = join(folder, name);
    const expected = await readNotebook(path);
    const run = await runNotebook(path, { kernelspec: kernelspecFolder(), cellTimeoutSeconds: 30 });
    expect(run.error?.message).toBeUndefined();
    expect(run.notebook.cells.map(shown)).toEqual(expected.cells.map(shown));
  });
});

const shown = (cell: Cell) => ({
  source: cell.source,
  outputs: isCodeCell(cell) ? cell.outputs.map(plain) : [],
});

function plain(output: Output): unknown {
  if (output.output_type === "stream") return { [output.name]: output.text };
  if (output.output_type !== "error") return output.data;
  return `${output.ename}: ${output.evalue}\n${output.traceback.join("\n")}`;
}
