import { createTag, listRepoRefs, pushFolderToHub, repoExists } from "@llm-course/hub";
import { modelCardFromTraining } from "@llm-course/hub/cards";

interface Release {
  repo: string;
  folder: string;
  version: string;
  facts: {
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
  };
}

export const answer = async ({ repo, folder, version, facts }: Release) => {
  const tags = (await repoExists({ repo })) ? (await listRepoRefs({ repo })).tags : [];
  if (tags.some(({ name }) => name === version)) throw new Error(`released already: ${version}`);
  const { dataset, accuracy, ...others } = facts;
  const card = modelCardFromTraining({
    ...{ modelName: repo.split("/").at(-1) ?? repo, modelId: repo, ...others },
    ...{ datasets: [dataset], metrics: { eval_accuracy: accuracy } },
  });
  const { oid } = await pushFolderToHub(folder, { repo, private: true, card });
  await createTag({ repo, tag: version, revision: oid });
  return oid;
};
