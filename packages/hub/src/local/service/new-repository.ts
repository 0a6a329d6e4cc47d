import { stringify } from "yaml";
import { Repository } from "../store/repository.ts";
import type { FileOperation, Signature } from "../store/types.ts";
import { defaultGitAttributes } from "./git-attributes.ts";
import type { RepoRecord, RepoType } from "./repo-record.ts";
import { type RepoSettings, writeSettings } from "./repo-settings.ts";

export interface NewRepo {
  type: RepoType;
  name: string;
  /** Whose it is to be. Default: the viewer. */
  organization?: string | undefined;
  private?: boolean | undefined;
  gated?: RepoRecord["gated"] | undefined;
  /** Of a space. */
  sdk?: string | undefined;
  license?: string | undefined;
  files?: readonly { path: string; content: Uint8Array }[] | undefined;
}

/** Makes a repository with its settings and its first commit in a folder that does not exist. */
export async function makeRepository(
  folder: string,
  settings: RepoSettings,
  { files = [], license, sdk, author }: Pick<NewRepo, "files" | "license" | "sdk"> & { author: Signature },
): Promise<void> {
  await using repository = await Repository.create(folder);
  await writeSettings(folder, settings);
  const metadata = { ...(sdk !== undefined && { sdk }), ...(license !== undefined && { license }) };
  const card = `---\n${stringify(metadata)}---\n`;
  const first: Record<string, Uint8Array> = {
    ".gitattributes": Buffer.from(defaultGitAttributes),
    ...(Object.keys(metadata).length > 0 && { "README.md": Buffer.from(card) }),
  };
  const given = new Set(files.map(({ path }) => path));
  const operations: FileOperation[] = [
    ...Object.entries(first)
      .filter(([path]) => !given.has(path))
      .map(([path, content]): FileOperation => ({ kind: "add", path, content })),
    ...files.map(({ path, content }): FileOperation => ({ kind: "add", path, content })),
  ];
  await repository.commit({ branch: repository.defaultBranch, title: "initial commit", author, operations });
}
