export { audio } from "./audio.ts";
export { barPlot } from "./bar-plot.ts";
export { clearOutput } from "./clear-output.ts";
export { type DisplayHandle, type DisplayOptions, display } from "./display.ts";
export {
  InvalidMediaError,
  MissingTextAlternativeError,
  OutputTooLargeError,
  UnsafeHtmlError,
  UnsupportedTokenizerError,
} from "./errors.ts";
export { heatmap } from "./heatmap.ts";
export { type Html, html } from "./html.ts";
export { image } from "./image.ts";
export { linePlot } from "./line-plot.ts";
export { markdown } from "./markdown.ts";
export { type Displayable, type MimeBundle, toMimeBundle } from "./mime-bundle.ts";
export { type AttentionMask, attentionMasks } from "./pictures/attention-masks.ts";
export { type BeamTreeOptions, beamTree } from "./pictures/beam-tree.ts";
export { type CachePictureOptions, cachePicture } from "./pictures/cache-picture.ts";
export { type MaskPanel, type MaskPictureOptions, maskPicture } from "./pictures/mask-picture.ts";
export { type RecordBeamsOptions, type RecordedOptions, recordBeams } from "./pictures/record-beams.ts";
export { type SamplingExplorerOptions, samplingExplorer } from "./pictures/sampling-explorer.ts";
export type { BeamNode, BeamRun } from "./pictures/shared/beam-run.ts";
export { type PlaygroundOptions, tokenizerPlayground } from "./pictures/tokenizer-playground.ts";
export { plot, type VegaLiteSpec } from "./plot.ts";
export { progress } from "./progress.ts";
export type { ProgressBar, ProgressOptions } from "./progress-bar.ts";
export { type TableOptions, table } from "./table.ts";
export type { MatrixLike } from "./to-matrix.ts";
