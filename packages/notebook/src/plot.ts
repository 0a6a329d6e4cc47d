import { assertOutputSize, MissingTextAlternativeError } from "./errors.ts";
import { type Displayable, jupyterDisplay } from "./mime-bundle.ts";

/**
 * A Vega-Lite specification with its data in it (`data: { values: [...] }`). Not vega-lite's own
 * type, whose error messages fill pages: vega-lite itself checks the specification when it is drawn.
 */
export interface VegaLiteSpec {
  /** What the plot shows, in one sentence, for readers who cannot see it. */
  description: string;
  title?: string;
  [property: string]: unknown;
}

// JupyterLab 4 and VS Code draw versions up to 5 and no later one; version 6 of the language changed no meaning.
const vegaLiteMimeType = "application/vnd.vegalite.v5+json";
const schema = "https://vega.github.io/schema/vega-lite/v5.json";

/**
 * Mid-tones that stand out from white and from the dark themes' grey alike (contrast 3:1 or more), in an order that
 * keeps neighbours apart for colour-blind readers.
 */
export const palette = ["#2b8acb", "#d9691b", "#1f9a68", "#b565c9", "#a3850b", "#d6557f"];

/**
 * A plot from a Vega-Lite specification: interactive where the front end draws Vega-Lite, elsewhere (GitHub, exported
 * pages) an SVG on a white ground.
 * @throws MissingTextAlternativeError without `description`, OutputTooLargeError for more than 2 MiB of data; when
 * shown, what vega-lite throws for a specification it cannot read.
 */
export function plot(spec: VegaLiteSpec): Displayable {
  if (!spec.description?.trim()) throw new MissingTextAlternativeError("plot", "description");
  // Colours of text and axes stay unset: they are the theme's.
  const themed = {
    $schema: schema,
    ...spec,
    config: { mark: { color: palette[0] }, range: { category: palette }, ...(spec.config ?? {}) },
  };
  assertOutputSize("plot", JSON.stringify(themed).length, "sample or aggregate the rows first");
  const { title = "", description } = spec;
  const text = description.startsWith(title) ? description : `${title}: ${description}`;
  return {
    [jupyterDisplay]: async () => {
      // vega is large: only who shows a plot loads it.
      const { renderSvg } = await import("./render-svg.ts");
      return {
        [vegaLiteMimeType]: themed,
        "image/svg+xml": await renderSvg(themed),
        "text/plain": `[plot: ${text}]`,
      };
    },
  };
}
