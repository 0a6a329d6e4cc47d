import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { createRepo, deleteRepo, listRepoFiles, uploadFile, uploadFolder } from "@llm-course/hub";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, ToShare } from "./share-a-folder.ts";

interface Commit {
  oid: string;
  url: string;
}

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    name = (repo: string) => repo,
    make = (repo: string): Promise<unknown> => createRepo({ repo, private: true, existOk: true }),
    upload = (what: ToShare): Promise<Commit> => uploadFolder({ ...what, ignorePatterns: ["checkpoint-*"] }),
    give = ({ oid }: Commit): string => oid,
  } = {}): Answer =>
  async ({ repo, folder }) => {
    await make(name(repo));
    return give(await upload({ repo: name(repo), folder }));
  };

const paths = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("checkpoint"))
    .map((entry) => join(entry.parentPath, entry.name));

async function oneByOne({ repo, folder }: ToShare, pathOf: (file: string) => string): Promise<Commit> {
  let last: Commit | undefined;
  for (const file of await paths(folder))
    last = await uploadFile({ repo, path: pathOf(file.slice(folder.length + 1)), file });
  return last as Commit;
}

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "makes no repository",
    answer: mutant({ make: async () => {} }),
    says: /stopped with RepositoryNotFoundError/,
  },
  {
    name: "makes it public",
    answer: mutant({ make: (repo) => createRepo({ repo, existOk: true }) }),
    says: /It should be private/,
  },
  {
    name: "uploads nothing",
    answer: mutant({ upload: async () => ({ oid: "0".repeat(40), url: "" }) }),
    says: /All files are there/,
  },
  {
    name: "takes a name of its own",
    answer: mutant({ name: () => "learner/my-model" }),
    says: /no model repository/,
  },
  {
    name: "uploads the checkpoints, too",
    answer: mutant({ upload: (what) => uploadFolder(what) }),
    says: /stays at home/,
  },
  {
    name: "makes a commit for each file",
    answer: mutant({ upload: (what) => oneByOne(what, (path) => path) }),
    says: /in one commit/,
  },
  {
    name: "puts all files side by side",
    answer: mutant({ upload: (what) => oneByOne(what, basename) }),
    says: /under their own paths/,
  },
  { name: "gives the address", answer: mutant({ give: ({ url }) => url }), says: /full id of the commit/ },
  {
    name: "does not expect it to be there",
    answer: mutant({ make: (repo) => createRepo({ repo, private: true }) }),
    says: /a second time` stopped with ConflictError/,
  },
  {
    name: "makes the repository anew",
    answer: mutant({
      make: async (repo) => {
        await deleteRepo({ repo, missingOk: true });
        await createRepo({ repo, private: true });
      },
    }),
    says: /the first commit is gone/,
  },
  {
    name: "uploads only what is not there",
    answer: async ({ repo, folder }) => {
      await createRepo({ repo, private: true, existOk: true });
      const there = (await listRepoFiles({ repo })).map(({ path }) => path);
      return (await uploadFolder({ repo, folder, ignorePatterns: ["checkpoint-*", ...there] })).oid;
    },
    says: /new content of old ones/,
  },
];
