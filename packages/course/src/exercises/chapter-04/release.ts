import { readFile } from "node:fs/promises";
import { downloadFile, EntryNotFoundError, listRepoRefs, repoExists, repoInfo } from "@llm-course/hub";
import { modelIndexToEvalResults, parseCard, validateCard } from "@llm-course/hub/cards";
import { attempt, mustBeFunction } from "../attempt.ts";
import { expectSame } from "../checking/probe.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";
import { changed, commitsOf, filesOf, onAHub, writeFiles } from "./on-a-hub.ts";

export interface Facts {
  task: string;
  language: string;
  license: string;
  baseModel: string;
  dataset: { id: string; name: string; split: string };
  accuracy: number;
  description: string;
  intendedUse: string;
  limitations: string;
  trainingData: string;
  args: { learningRate: number; numTrainEpochs: number };
}

export interface ToRelease {
  repo: string;
  folder: string;
  version: string;
  facts: Facts;
}

export type Answer = (what: ToRelease) => Promise<string>;

const facts: Facts = {
  ...{
    task: "text-classification",
    language: "en",
    license: "mit",
    baseModel: "sentence-transformers/all-MiniLM-L6-v2",
  },
  dataset: { id: "learner/tides", name: "Tide reports", split: "test" },
  accuracy: 0.8125,
  description: "Says of a report whether the tide comes in.",
  intendedUse: "For harbours with one entrance.",
  limitations: "It has never seen a storm surge.",
  trainingData: "Reports of two summers, written by hand.",
  args: { learningRate: 3e-4, numTrainEpochs: 2 },
};
const files = { "config.json": '{ "model_type": "bert" }', "tokenizer.json": "{}" };

export const release = defineExercise<Answer>({
  id: "4.practical",
  title: "A release that stays what it is",
  prompt: `Others will build on your model, so they need to know what it is, and it must not change under them. Write
\`release({ repo, folder, version, facts })\`:

- The files of \`folder\` come into the **private** model repository \`repo\`, made if it is not there, together with a model card,
  \`README.md\`, all in **one** commit. \`version\`, such as \`"v1.0"\`, becomes a **tag** on that commit. Give the commit's full id.
- The card's metadata has the license, the language, the task (\`pipeline_tag\`), \`base_model\`, and in \`model-index\` the accuracy as
  it was measured, with the dataset's id. Its text has the description, the intended use, the limitations and the training
  data, and no gap is left "To be written". The Hub finds no error in it.
- A version is released **once**: if there is such a tag already, throw an error and change nothing. Older tags stay where
  they are.

\`facts\` is \`{ task, language, license, baseModel, dataset: { id, name, split }, accuracy, description, intendedUse, limitations,
trainingData, args }\`; \`args\` are the trainer's. You are signed in.`,
  hints: [
    "`modelCardFromTraining({ modelName, modelId: repo, ...facts, datasets: [facts.dataset], metrics: { eval_accuracy: facts.accuracy } })` writes the card.",
    "`pushFolderToHub(folder, { repo, private: true, card })` makes one commit of files and card; its `oid` is what `createTag({ repo, tag, revision })` needs.",
    "Look first: `listRepoRefs({ repo })` has the tags. Where the repository is not there yet (`repoExists`), there are none.",
  ],
  solution: "notebooks/solutions/04/release.ts",
  async check(answer) {
    mustBeFunction(answer, "async ({ repo, folder, version, facts }) => commit");
    await onAHub(async ({ hub, folder }) => {
      const repo = `${hub.user}/tide-model`;
      const call = (version: string) => `answer({ repo: "${repo}", version: "${version}", … })`;
      const publish = (version: string, given = facts) =>
        attempt(call(version), () => answer({ repo, folder, version, facts: structuredClone(given) }));
      await writeFiles(folder, files);
      const first = await publish("v1.0");
      if (!(await repoExists({ repo })))
        throw new WrongAnswer(`There is no model repository ${repo} after \`${call("v1.0")}\`.`);
      if (!(await repoInfo({ repo })).private)
        throw new WrongAnswer(`${repo} is public. It should be private.`);
      const commits = await commitsOf(repo);
      expectSame(await tagsOf(repo), ["v1.0"], "The version is a tag of the repository, and no branch.");
      const card = await readCard(repo, "v1.0");
      look(card, facts);
      if (commits.length !== 2)
        throw new WrongAnswer(
          `Files and card come in one commit, after the one that the Hub makes; there are ${commits.length} commits.`,
        );
      if (first !== commits[0])
        throw new WrongAnswer(
          `The answer is the full id of the commit, ${commits[0]}; it gives ${show(first)}.`,
        );
      expectSame(
        changed(await filesOf(repo, "v1.0"), files),
        [],
        "At the tag there are all files of the folder. Wrong are these:",
      );

      await writeFiles(folder, { "config.json": '{ "model_type": "bert", "better": true }' });
      const better = { ...facts, accuracy: 0.875, limitations: "It has seen one storm surge." };
      const second = await publish("v2.0", better);
      const newest = await commitsOf(repo);
      expectSame(await tagsOf(repo), ["v1.0", "v2.0"], "After a second release there are two tags.");
      look(await readCard(repo, "v2.0"), better);
      if (second !== newest[0])
        throw new WrongAnswer(
          `The second release should give the id of its own commit, ${newest[0]}; it gives ${show(second)}.`,
        );
      if ((await repoInfo({ repo, revision: "v1.0" })).sha !== first)
        throw new WrongAnswer("After the second release `v1.0` leads elsewhere: a tag stays where it is.");

      await writeFiles(folder, { "config.json": "{}" });
      const refused = await Promise.resolve(answer({ repo, folder, version: "v1.0", facts })).then(
        () => false,
        () => true,
      );
      const [after] = await commitsOf(repo);
      if ((await repoInfo({ repo, revision: "v1.0" })).sha !== first)
        throw new WrongAnswer("`v1.0` was released a second time, and the tag leads to other bytes now.");
      if (!refused)
        throw new WrongAnswer(
          "`v1.0` is released already: throw an error, so that nobody believes it has been changed.",
        );
      if (after !== newest[0])
        throw new WrongAnswer(
          "`v1.0` was refused, but only after files were uploaded. Look for the tag before anything is changed.",
        );
    });
  },
});

const tagsOf = async (repo: string) => (await listRepoRefs({ repo })).tags.map(({ name }) => name).sort();

async function readCard(repo: string, revision: string): Promise<string> {
  try {
    return await readFile(await downloadFile({ repo, revision, path: "README.md" }), "utf8");
  } catch (error) {
    if (error instanceof EntryNotFoundError)
      throw new WrongAnswer(`At the tag \`${revision}\` there is no README.md.`);
    throw error;
  }
}

function look(card: string, facts: Facts): void {
  const { data, body } = parseCard(card);
  const list = (given: unknown) => (Array.isArray(given) ? given : [given]);
  expectSame(list(data.license), [facts.license], "The card's metadata has the license.");
  expectSame(list(data.language), [facts.language], "The card's metadata has the language.");
  expectSame(data.pipeline_tag, facts.task, "The card's metadata has the task, `pipeline_tag`.");
  expectSame(
    list(data.base_model),
    [facts.baseModel],
    "The card's metadata says what the model was made from, `base_model`.",
  );
  const { errors } = validateCard(card, "model");
  if (errors.length > 0) throw new WrongAnswer(`The Hub finds an error in the card: ${errors[0]?.message}.`);
  const results = data["model-index"]
    ? modelIndexToEvalResults(data["model-index"]).flatMap(({ results }) => results)
    : [];
  const accuracy = results.find(({ metricType }) => metricType === "accuracy");
  if (!accuracy) throw new WrongAnswer("The card's `model-index` has no accuracy.");
  expectSame(
    accuracy.metricValue,
    facts.accuracy,
    "The accuracy in `model-index` is the one that was measured, a share of 1.",
  );
  expectSame(accuracy.datasetType, facts.dataset.id, "`model-index` names the dataset by its id.");
  if (/to be written/i.test(body)) throw new WrongAnswer("In the card something is still to be written.");
  for (const part of ["description", "intendedUse", "limitations", "trainingData"] as const)
    if (!body.includes(facts[part]))
      throw new WrongAnswer(`The card does not have the ${part}, ${JSON.stringify(facts[part])}.`);
}
