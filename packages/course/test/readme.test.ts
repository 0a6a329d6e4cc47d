import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { expect, test } from "vitest";
import { projectRoot } from "../src/run/project.ts";

/** The README shows a cell of chapter 1: its code, its text and its picture must be those of the stored run. */
test("the README's example is the notebook's", async () => {
  const notebook = await readNotebook(join(projectRoot, "notebooks", "01-transformer-models.ipynb"));
  const bundle = (id: string): Record<string, unknown> => {
    const cell = notebook.cells.find((c) => c.id === id);
    const output = cell?.cell_type === "code" ? cell.outputs[0] : undefined;
    return output && "data" in output ? output.data : {};
  };
  const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
  expect(readme).toContain(notebook.cells.find((cell) => cell.id === "batch")?.source.trim());
  expect(readme).toContain(String(bundle("batch")["text/plain"]));
  const picture = readFileSync(join(projectRoot, "docs", "similarity.svg"), "utf8");
  expect(picture.trim()).toBe(String(bundle("matrix")["image/svg+xml"]).trim());
});
