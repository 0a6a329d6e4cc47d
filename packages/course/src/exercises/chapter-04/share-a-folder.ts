import { repoExists, repoInfo } from "@llm-course/hub";
import { attempt, mustBeFunction } from "../attempt.ts";
import { expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";
import { changed, commitsOf, filesOf, onAHub, writeFiles } from "./on-a-hub.ts";

export interface ToShare {
  repo: string;
  folder: string;
}

export type Answer = (what: ToShare) => Promise<string>;

const model = {
  "config.json": '{ "model_type": "bert" }',
  "tokenizer.json": "{}",
  "tokenizer_config.json": '{ "model_max_length": 64 }',
  "1_Pooling/config.json": '{ "pooling_mode_mean_tokens": true }',
};
const scratch = {
  "checkpoint-52/model.safetensors": "half trained",
  "checkpoint-104/optimizer.pt": "moments",
};

export const shareAFolder = defineExercise<Answer>({
  id: "4.3.1",
  title: "Share a model, and again",
  prompt: `A training has left a folder. Write \`share({ repo, folder })\`, which puts it on the Hub and gives the **full id of the
commit**, by which others can name exactly these bytes.

- The repository \`repo\` is one for a model and **private**; it is made if it is not there.
- All files of the folder, with those in folders, come in **one** commit, under the paths that they have.
- What the trainer left in \`checkpoint-…\` folders stays at home.
- Called again, after more training, it adds another commit to the same repository. The old one stays.

You are signed in, so the functions of \`@llm-course/hub\` find the token themselves.

\`\`\`ts
await share({ repo: "learner/my-model", folder: "out/my-model" }); // "8f3a…", 40 digits
\`\`\``,
  hints: [
    "`createRepo({ repo, private: true, existOk: true })` makes it, and says nothing if it is there.",
    '`uploadFolder({ repo, folder, ignorePatterns: ["checkpoint-*"] })` is one commit, and gives `{ oid, url }`.',
    "`pushFolderToHub(folder, { repo, private: true, … })` does both.",
  ],
  solution: "notebooks/solutions/04/share-a-folder.ts",
  async check(answer) {
    mustBeFunction(answer, "async ({ repo, folder }) => commit");
    await onAHub(async ({ hub, folder }) => {
      const repo = `${hub.user}/tide-words`;
      const call = `answer({ repo: "${repo}", folder })`;
      await writeFiles(folder, { ...model, ...scratch });
      const first = await attempt(call, () => answer({ repo, folder }));
      if (!(await repoExists({ repo })))
        throw new WrongAnswer(`There is no model repository ${repo} after \`${call}\`.`);
      if (!(await repoInfo({ repo })).private)
        throw new WrongAnswer(`${repo} is public: everybody can read it. It should be private.`);
      const files = await filesOf(repo);
      const checkpoints = Object.keys(files).filter((path) => path.includes("checkpoint"));
      expectSame(checkpoints, [], "What is in `checkpoint-…` folders stays at home.");
      expectSame(
        Object.keys(files),
        Object.keys(model).sort(),
        "All files are there, under their own paths, also those in folders.",
      );
      expectSame(changed(files, model), [], "The files have their content; these have another.");
      const commits = await commitsOf(repo);
      if (commits.length !== 2)
        throw new WrongAnswer(
          `All files come in one commit, after the one that the Hub makes; there are ${commits.length} commits.`,
        );
      if (first !== commits[0])
        throw new WrongAnswer(
          `The answer is the full id of the commit, ${commits[0]}; \`${call}\` gives ${show(first)}.`,
        );

      const more = {
        "config.json": '{ "model_type": "bert", "again": true }',
        "special_tokens_map.json": "{}",
      };
      await writeFiles(folder, more);
      const second = await attempt(`${call}, a second time`, () => answer({ repo, folder }));
      const all = await commitsOf(repo);
      if (!all.includes(first))
        throw new WrongAnswer(
          "After the second call the first commit is gone: who has named it finds nothing. Add to the repository, do not make it anew.",
        );
      expectSame(all.slice(1), commits, "The second call adds one commit to those that there are.");
      if (second !== all[0])
        throw new WrongAnswer(
          `After more training \`${call}\` should give the id of the new commit, ${all[0]}; it gives ${show(second)}.`,
        );
      const missing = changed(await filesOf(repo), { ...model, ...more });
      expectSame(
        missing,
        [],
        "After the second call there are new files, and the new content of old ones; these are not right.",
      );
      if (!(await repoInfo({ repo })).private)
        throw new WrongAnswer(`${repo} is public after the second call.`);
    });
  },
});
