import {
  createBranch,
  createRepo,
  createTag,
  deleteTag,
  listRepoRefs,
  pushFolderToHub,
  repoExists,
  uploadFile,
  uploadFolder,
} from "@llm-course/hub";
import { modelCardFromTraining } from "@llm-course/hub/cards";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, ToRelease } from "./release.ts";

type Summary = Parameters<typeof modelCardFromTraining>[0];

const summary = ({ repo, facts }: ToRelease): Summary => ({
  ...facts,
  ...{ modelName: repo.split("/")[1] ?? repo, modelId: repo, datasets: [facts.dataset] },
  metrics: { eval_accuracy: facts.accuracy },
});
async function refuse({ repo, version }: ToRelease): Promise<void> {
  if (!(await repoExists({ repo }))) return;
  const { tags } = await listRepoRefs({ repo });
  if (tags.some(({ name }) => name === version)) throw new Error(`there is a ${version}`);
}

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    before = refuse,
    card = (what: ToRelease) => modelCardFromTraining(summary(what)),
    push = ({ repo, folder }: ToRelease, card: string): Promise<{ oid: string }> =>
      pushFolderToHub(folder, { repo, private: true, card }),
    tag = ({ repo, version }: ToRelease, oid: string): Promise<unknown> =>
      createTag({ repo, tag: version, revision: oid }),
    give = (oid: string, _what: ToRelease) => oid,
  } = {}): Answer =>
  async (what) => {
    await before(what);
    const { oid } = await push(what, card(what));
    await tag(what, oid);
    return give(oid, what);
  };
const without = (what: ToRelease, ...names: (keyof Summary)[]) =>
  modelCardFromTraining(
    Object.fromEntries(
      Object.entries(summary(what)).filter(([name]) => !names.includes(name as keyof Summary)),
    ) as Summary,
  );

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "makes no tag", answer: mutant({ tag: async () => {} }), says: /a tag of the repository/ },
  {
    name: "makes a branch",
    answer: mutant({
      tag: ({ repo, version }, oid) => createBranch({ repo, branch: version, revision: oid, existOk: true }),
    }),
    says: /no branch/,
  },
  {
    name: "makes it public",
    answer: mutant({
      push: ({ repo, folder }, card) => pushFolderToHub(folder, { repo, private: false, card }),
    }),
    says: /is public/,
  },
  {
    name: "tags before it uploads",
    answer: async (what) => {
      const { repo, folder, version } = what;
      await createRepo({ repo, private: true, existOk: true });
      await createTag({ repo, tag: version });
      return (
        await uploadFolder({
          repo,
          folder,
          operations: [{ kind: "add", path: "README.md", content: modelCardFromTraining(summary(what)) }],
        })
      ).oid;
    },
    says: /At the tag `v1.0` there is no README/,
  },
  {
    name: "uploads the card afterwards",
    answer: mutant({
      push: async ({ repo, folder }, content) => {
        await pushFolderToHub(folder, { repo, private: true });
        return uploadFile({ repo, path: "README.md", content });
      },
    }),
    says: /come in one commit/,
  },
  {
    name: "writes no card",
    answer: mutant({ push: ({ repo, folder }) => pushFolderToHub(folder, { repo, private: true }) }),
    says: /no README/,
  },
  {
    name: "forgets the license",
    answer: mutant({ card: (what) => without(what, "license") }),
    says: /metadata has the license/,
  },
  {
    name: "gives the accuracy in percent",
    answer: mutant({
      card: (what) =>
        modelCardFromTraining({ ...summary(what), metrics: { eval_accuracy: 100 * what.facts.accuracy } }),
    }),
    says: /a share of 1/,
  },
  {
    name: "leaves the limitations to be written",
    answer: mutant({ card: (what) => without(what, "limitations") }),
    says: /still to be written/,
  },
  {
    name: "moves the tag of a version that is there",
    answer: mutant({
      before: async () => {},
      tag: async ({ repo, version }, oid) => {
        await deleteTag({ repo, tag: version }).catch(() => {});
        await createTag({ repo, tag: version, revision: oid });
      },
    }),
    says: /leads to other bytes/,
  },
  {
    name: "leaves the tag, and says nothing",
    answer: mutant({
      before: async () => {},
      tag: ({ repo, version }, oid) => createTag({ repo, tag: version, revision: oid, existOk: true }),
    }),
    says: /throw an error/,
  },
  {
    name: "looks for the tag when all is uploaded",
    answer: mutant({ before: async () => {} }),
    says: /before anything is changed/,
  },
];
