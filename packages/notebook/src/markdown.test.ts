import { expect, it } from "vitest";
import { markdown } from "./markdown.ts";
import { jupyterDisplay } from "./mime-bundle.ts";

it("markdown gives its source as Markdown and as text", () => {
  expect(markdown("# a")[jupyterDisplay]()).toEqual({ "text/plain": "# a", "text/markdown": "# a" });
});
