import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { boundedLines, defaultGitAttributes, isLfsPath, trackPaths } from "./git-attributes.ts";

/** What git itself says of paths. */
async function gitLfsPaths(attributes: string, paths: readonly string[]): Promise<string[]> {
  await using folder = await temporaryFolder();
  const git = (...given: string[]) => promisify(execFile)("git", given, { cwd: folder.path });
  await git("init", "--quiet");
  await writeFile(join(folder.path, ".gitattributes"), attributes);
  for (const path of paths) await mkdir(dirname(join(folder.path, path)), { recursive: true });
  const { stdout } = await git("check-attr", "-z", "filter", "--", ...paths);
  const fields = stdout.split("\0");
  return paths.filter((_, i) => fields[3 * i + 2] === "lfs");
}

const paths = [
  ...["model.safetensors", "deep/er/model.onnx", "a.txt", "README.md", "events.out.tfevents.1", "data/x.csv"],
  ...[
    "data/deep/x.csv",
    "other/data/x.csv",
    "names with space.bin2",
    "odd [1](2){3}+!.bin2",
    "*.bin2",
    "#a",
    "!b",
  ],
  ...["ä/ü.dat", 'quo"te.dat', "$x^.dat", "deep/#a", "x.bin2", "docs/images/1.png", "images/2.png"],
];

test.each([
  ["the default", defaultGitAttributes],
  ["endings and names", "*.csv filter=lfs\nREADME.md filter=lfs -text\n"],
  ["paths from the root, and two stars", "/data/*.csv filter=lfs\nimages/** filter=lfs\n**/#a filter=lfs\n"],
  ["folders", "data filter=lfs\ndata/ filter=lfs\nother/* filter=lfs\n"],
  [
    "the last that says something",
    "*.csv filter=lfs\ndata/x.csv text\ndata/deep/* -filter\n*.dat filter=other\n",
  ],
  [
    "unset and reset",
    "*.dat filter=lfs\n*.dat !filter\n*.csv filter=lfs -filter\n*.bin2 -filter filter=lfs\n",
  ],
  ["classes and single characters", "[a-c].txt filter=lfs\n?.bin2 filter=lfs\n*.bin[!3] filter=lfs\n"],
  [
    "comments, quotes and blanks",
    '# *.csv filter=lfs\n\n  *.dat   filter=lfs  \n"names with space.bin2" filter=lfs\n',
  ],
])("a path is an LFS object as git says: %s", async (_, attributes) => {
  expect(paths.filter(isLfsPath(attributes))).toEqual(await gitLfsPaths(attributes, paths));
});

test("tracked paths are those, as git and as we read them", async () => {
  const odd = paths.filter((path) => /odd|space|^\*|#a|!b|ü|\^/.test(path));
  const attributes = trackPaths("*.csv text", odd);
  expect(await gitLfsPaths(attributes, paths)).toEqual(odd);
  expect(paths.filter(isLfsPath(attributes))).toEqual(odd);
});

test("patterns that could take for ever are not looked at", () => {
  const hostile = `${"*a".repeat(30)}b filter=lfs\n*.csv filter=lfs\n`;
  const lfs = isLfsPath(hostile);
  expect([lfs("a".repeat(200)), lfs("x.csv")]).toEqual([false, true]);
  expect(boundedLines(`${"a\n".repeat(5000)}`)).toHaveLength(1000);
});
