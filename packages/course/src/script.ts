import { renderValue } from "@llm-course/kernel/render-value";

/** Prints what a notebook shows below a cell that ends with this value; nothing for `undefined`. For exported scripts. */
export async function show(value: unknown): Promise<void> {
  const bundle = await renderValue(value);
  if (bundle) console.log(bundle["text/plain"]);
}
