import { minimatch } from "minimatch";

/** The endings that the Hub stores as LFS objects in a new repository. */
const endings =
  "7z arrow bin bz2 ckpt ftz gguf gz h5 joblib mlmodel model msgpack npy npz onnx onnx_data ot parquet pb pickle pkl pt pth rar safetensors tar tflite tgz wasm xz zip zst".split(
    " ",
  );

const lfs = "filter=lfs diff=lfs merge=lfs -text";

/** `.gitattributes` of a new repository. */
export const defaultGitAttributes = [...endings.map((ending) => `*.${ending}`), "*tfevents*"]
  .map((pattern) => `${pattern} ${lfs}\n`)
  .join("");

/** Lines after these are not looked at, nor patterns with more stars in a name: matching could take for ever. */
const maxLines = 1000;
const maxStars = 3;

/**
 * The patterns of a `.gitattributes` or `.gitignore` file that can be matched in little time; a file is written by
 * whoever may push to the repository.
 */
export const boundedLines = (text: string): string[] =>
  text
    .split(/\r?\n/, maxLines)
    .filter(
      (line) =>
        line.length <= 1024 && line.split("/").every((part) => part.split("*").length - 1 <= maxStars),
    );

/** Whether git stores a path as an LFS object by the text of the root's `.gitattributes`: the last line that says so. */
export function isLfsPath(gitAttributes: string): (path: string) => boolean {
  const rules = boundedLines(gitAttributes).flatMap((line) => {
    const [, quoted, plain, attributes = ""] =
      /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"#[]\S*|\[\S+))\s+(.*)$/.exec(line) ?? [];
    const pattern = quoted?.replace(/\\(["\\])/g, "$1") ?? plain;
    const filter = attributes.split(/\s+/).findLast((word) => /^[-!]?filter(?:=|$)/.test(word));
    if (pattern === undefined || filter === undefined) return [];
    return [{ matches: matcher(pattern), lfs: filter === "filter=lfs" }];
  });
  return (path) => rules.findLast(({ matches }) => matches(path))?.lfs ?? false;
}

/** A pattern with a slash goes from the root, one without matches the name at any depth. */
function matcher(pattern: string): (path: string) => boolean {
  const options = {
    dot: true,
    nobrace: true,
    noext: true,
    nonegate: true,
    nocomment: true,
    platform: "linux",
  } as const;
  const anchored = pattern.includes("/");
  const glob = pattern.replace(/^\//, "");
  return (path) => minimatch(anchored ? path : (path.split("/").at(-1) ?? path), glob, options);
}

/** The text with lines that make git store these paths as LFS objects. */
export function trackPaths(gitAttributes: string, paths: readonly string[]): string {
  const before = gitAttributes === "" || gitAttributes.endsWith("\n") ? gitAttributes : `${gitAttributes}\n`;
  return before + paths.map((path) => `${patternOf(path)} ${lfs}\n`).join("");
}

/** A pattern that matches one path only. A space would end it. */
const patternOf = (path: string) => `/${path.replace(/[\\*?[\]]/g, "\\$&").replace(/\s/g, "[[:space:]]")}`;
