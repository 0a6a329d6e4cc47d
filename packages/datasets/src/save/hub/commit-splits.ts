import { readFile } from "node:fs/promises";
import type { CommitInfo, PushOptions } from "@llm-course/hub";
import type { Dataset } from "../../dataset/dataset.ts";
import type { DatasetCardOptions } from "../dataset-card.ts";
import { updateReadme } from "./update-readme.ts";
import type { WrittenSplit } from "./write-splits.ts";

export interface WrittenSplits {
  readonly name: string;
  readonly dataDir: string;
  readonly splits: ReadonlyMap<string, Dataset<object>>;
  readonly files: readonly WrittenSplit[];
  readonly keepOthers: boolean;
  readonly card: Partial<DatasetCardOptions> | undefined;
}

export type PushTarget = Omit<PushOptions, "card"> & {
  repo: string;
  repoType: "dataset";
  revision: string;
  folder: string;
};

/** One commit on what the repository has now: new files, none of the old ones, and the README. */
export async function commitSplits(
  push: PushTarget,
  { splits, files, card, ...config }: WrittenSplits,
): Promise<CommitInfo> {
  const { downloadFile, listRepoFiles, repoCommit, uploadFolder } = await import("@llm-course/hub");
  const { dataDir, keepOthers } = config;
  const { onProgress: _, ...target } = push;
  const parentCommit = await repoCommit(target);
  const known = await listRepoFiles({ ...target, revision: parentCommit });
  const isOld = ({ path }: { path: string }) => {
    const split = splitOfFile(path, dataDir);
    return split !== undefined && (!keepOthers || splits.has(split));
  };
  const added = new Set(
    files.flatMap((each) => Array.from(each.files.keys(), (file) => `${dataDir}/${file}`)),
  );
  const stay = known.filter((file) => !isOld(file) && splitOfFile(file.path, dataDir) !== undefined);
  const bytesIn = (split: string) =>
    files
      .find(({ name }) => name === split)
      ?.files.values()
      .reduce((sum, size) => sum + size, 0) ??
    stay.filter(({ path }) => splitOfFile(path, dataDir) === split).reduce((sum, { size }) => sum + size, 0);
  const isNew = known.every(({ path }) => path !== "README.md");
  const readme = isNew
    ? await newReadme(splits, push.repo, card)
    : await readFile(await downloadFile({ ...target, path: "README.md", revision: parentCommit }), "utf8");
  const [first] = splits.values();
  const features = (first as Dataset).features;
  const content = updateReadme(readme, { ...config, features, splits: files, isNew }, bytesIn);
  return uploadFolder({
    ...{ ...push, parentCommit, commitMessage: push.commitMessage ?? "Upload dataset" },
    operations: [
      { kind: "add", path: "README.md", content },
      ...known
        .filter((file) => isOld(file) && !added.has(file.path))
        .map(({ path }) => ({ kind: "delete" as const, path })),
    ],
  });
}

/** The split that a file of ours in a folder belongs to. */
function splitOfFile(path: string, dataDir: string): string | undefined {
  if (!path.startsWith(`${dataDir}/`)) return undefined;
  return /^(\w+(?:\.\w+)*)-\d{5}-of-\d{5}\.parquet$/.exec(path.slice(dataDir.length + 1))?.[1];
}

async function newReadme(
  splits: ReadonlyMap<string, Dataset<object>>,
  repo: string,
  card: Partial<DatasetCardOptions> | undefined,
): Promise<string> {
  const { datasetCard } = await import("../dataset-card.ts");
  const { DatasetDict } = await import("../../dataset/dataset-dict.ts");
  const { prettyName = repo.split("/").at(-1) ?? repo, ...rest } = card ?? {};
  return datasetCard(new DatasetDict<object>(splits), { ...rest, prettyName });
}
