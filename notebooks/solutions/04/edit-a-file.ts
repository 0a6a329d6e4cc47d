import { readFile } from "node:fs/promises";
import { createCommit, downloadFile, repoInfo, StaleParentError } from "@llm-course/hub";

type Change = (text: string) => string | Promise<string>;

export const answer = async (repo: string, path: string, change: Change): Promise<string> => {
  for (;;) {
    const { sha } = await repoInfo({ repo });
    const text = await readFile(await downloadFile({ repo, path, revision: sha }), "utf8");
    const operations = [{ kind: "add", path, content: await change(text) }] as const;
    try {
      return (await createCommit({ repo, operations, parentCommit: sha })).oid;
    } catch (error) {
      if (!(error instanceof StaleParentError)) throw error;
    }
  }
};
