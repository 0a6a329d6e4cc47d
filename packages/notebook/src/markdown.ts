import { type Displayable, jupyterDisplay } from "./mime-bundle.ts";

/** Shows Markdown, formulas in `$…$` included. The front end removes scripts, so text of a model is fine in it. */
export function markdown(source: string): Displayable {
  return { [jupyterDisplay]: () => ({ "text/plain": source, "text/markdown": source }) };
}
