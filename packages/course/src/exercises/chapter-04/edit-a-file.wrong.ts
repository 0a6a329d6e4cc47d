import { readFile } from "node:fs/promises";
import {
  createBranch,
  createCommit,
  downloadFile,
  repoInfo,
  StaleParentError,
  uploadFile,
} from "@llm-course/hub";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./edit-a-file.ts";

const read = async (repo: string, path: string, revision?: string) =>
  readFile(await downloadFile({ repo, path, revision }), "utf8");
const newest = async (repo: string) => (await repoInfo({ repo })).sha;
const commit = async (repo: string, path: string, content: string, parentCommit?: string) =>
  (await createCommit({ repo, operations: [{ kind: "add", path, content }], parentCommit })).oid;

/** The solution, with its parts to be exchanged: what is done with an error, how often, and what is read when. */
const mutant =
  ({
    once = async (...[repo, path, change]: Parameters<Answer>): Promise<string> => {
      const sha = await newest(repo);
      return commit(repo, path, await change(await read(repo, path, sha)), sha);
    },
    again = (error: unknown): boolean => error instanceof StaleParentError,
    attempts = 20,
    otherwise = async (error: unknown): Promise<string> => Promise.reject(error),
  } = {}): Answer =>
  async (...given) => {
    let last: unknown;
    for (let i = 0; i < attempts; i++)
      try {
        return await once(...given);
      } catch (error) {
        last = error;
        if (!again(error)) break;
      }
    return otherwise(last);
  };

const asItWas: Answer = async (repo, path, change) => {
  const content = await change(await read(repo, path));
  return commit(repo, path, content, await newest(repo));
};
const right = mutant();

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "an id instead of the function", answer: "8f3a", says: /is a function/ },
  { name: "the program as it was", answer: asItWas, says: /others added a line, twice/ },
  {
    name: "the program as it was, in a loop",
    answer: mutant({ once: asItWas }),
    says: /others added a line, twice/,
  },
  {
    name: "names no parent",
    answer: async (repo, path, change) => commit(repo, path, await change(await read(repo, path))),
    says: /others added a line, twice/,
  },
  {
    name: "gives up when somebody was quicker",
    answer: mutant({ attempts: 1 }),
    says: /stopped with StaleParentError/,
  },
  { name: "tries twice", answer: mutant({ attempts: 2 }), says: /stopped with StaleParentError/ },
  {
    name: "says nothing of giving up",
    answer: mutant({ attempts: 1, otherwise: async () => "" }),
    says: /others added a line, twice/,
  },
  {
    name: "sends the same text again with the newest parent",
    answer: async (repo, path, change) => {
      const sha = await newest(repo);
      const content = await change(await read(repo, path, sha));
      return mutant({ once: async () => commit(repo, path, content, await newest(repo)) })(
        repo,
        path,
        change,
      );
    },
    says: /others added a line, twice/,
  },
  {
    name: "changes the same text again",
    answer: async (repo, path, change) => {
      const text = await read(repo, path);
      const once = async () => {
        const sha = await newest(repo);
        return commit(repo, path, await change(text), sha);
      };
      return mutant({ once })(repo, path, change);
    },
    says: /others added a line, twice/,
  },
  {
    name: "reads the file, then asks for the newest commit",
    answer: mutant({
      once: async (repo, path, change) => {
        const text = await read(repo, path);
        const sha = await newest(repo);
        return commit(repo, path, await change(text), sha);
      },
    }),
    says: /added a line after request \d of your function/,
  },
  {
    name: "tries again whatever happens",
    answer: mutant({ again: () => true }),
    says: /threw an error and was asked again/,
  },
  {
    name: "keeps errors to itself",
    answer: mutant({ otherwise: async () => "" }),
    says: /A RangeError should reach the caller/,
  },
  {
    name: "asks twice to be sure",
    answer: async (repo, path, change) => {
      await change(await read(repo, path));
      return right(repo, path, change);
    },
    says: /is asked once/,
  },
  {
    name: "changes what it has changed",
    answer: mutant({
      once: async (repo, path, change) => {
        const sha = await newest(repo);
        return commit(repo, path, await change(await change(await read(repo, path, sha))), sha);
      },
    }),
    says: /is asked once/,
  },
  {
    name: "writes to a branch",
    answer: async (repo, path, change) => {
      const content = await change(await read(repo, path));
      const revision = `edit-${Math.random().toString(36).slice(2)}`;
      await createBranch({ repo, branch: revision });
      return (await uploadFile({ repo, path, content, revision })).oid;
    },
    says: /On the branch main/,
  },
  {
    name: "marks the file first",
    answer: async (repo, path, change) => {
      await uploadFile({ repo, path: `${path}.lock`, content: "mine\n" });
      return right(repo, path, change);
    },
    says: /one commit more/,
  },
  {
    name: "gives the commit before",
    answer: async (repo, path, change) => {
      const sha = await newest(repo);
      await right(repo, path, change);
      return sha;
    },
    says: /gives the full id of the new commit/,
  },
];
