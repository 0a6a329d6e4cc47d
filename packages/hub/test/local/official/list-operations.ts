import * as official from "@huggingface/hub";
import { expect } from "vitest";
import { collect as all } from "../running-hub.ts";
import { type OfficialClient, type Operations, status, text } from "./official-client.ts";

/** What finds repositories and says what they are. */
export function listOperations({ c, newRepo }: OfficialClient): Operations {
  return {
    async listModels() {
      await newRepo("model", {
        "README.md": text("---\npipeline_tag: fill-mask\nlicense: mit\ntags: [tiny, listed]\n---\n"),
      });
      await newRepo("model", { "README.md": text("---\ntags: [listed]\nlibrary_name: onnx\n---\n") });
      const listed = { ...c, search: { tags: ["listed"] } };
      const models = await all(
        official.listModels({ ...listed, additionalFields: ["tags", "author", "cardData"] }),
      );
      expect(models).toHaveLength(2);
      expect(models.find(({ task }) => task === "fill-mask")).toMatchObject({
        ...{ author: "ada", private: false, gated: false, likes: 0, updatedAt: expect.any(Date) },
        tags: expect.arrayContaining(["tiny", "license:mit"]),
        cardData: { license: "mit" },
      });
      expect(await all(official.listModels({ ...c, search: { tags: ["listed", "tiny"] } }))).toHaveLength(1);
      expect(
        await all(official.listModels({ ...c, search: { task: "fill-mask", owner: "ada" } })),
      ).toHaveLength(1);
      expect(await all(official.listModels({ ...c, search: { owner: "nobody" } }))).toEqual([]);
      expect(await all(official.listModels({ ...listed, limit: 1 }))).toHaveLength(1);
      const byId = await all(official.listModels({ ...listed, sort: "id", additionalFields: ["filePaths"] }));
      expect(byId.map(({ name }) => name)).toEqual(
        models
          .map(({ name }) => name)
          .toSorted()
          .toReversed(),
      );
      expect(byId[0]?.filePaths).toEqual([".gitattributes", "README.md"]);
    },

    async listDatasets() {
      const repo = await newRepo("dataset", { "README.md": text("---\nlanguage: [de]\n---\n") });
      const found = await all(
        official.listDatasets({ ...c, search: { query: repo.name.slice(4), tags: ["de"] } }),
      );
      expect(found.map(({ name }) => name)).toEqual([repo.name]);
    },

    async listSpaces() {
      const repo = await newRepo("space");
      const found = await all(official.listSpaces({ ...c, search: { query: repo.name.slice(4) } }));
      expect(found).toMatchObject([{ name: repo.name, sdk: "static" }]);
    },

    async modelInfo() {
      const repo = await newRepo("model", {
        "config.json": text('{"model_type":"bert","architectures":["BertForMaskedLM"]}'),
      });
      const info = await official.modelInfo({
        ...c,
        name: repo.name,
        additionalFields: ["sha", "library_name", "filePaths"],
      });
      const [newest, first] = await all(official.listCommits({ ...c, repo }));
      expect(info).toMatchObject({
        name: repo.name,
        task: "fill-mask",
        library_name: "transformers",
        sha: newest?.oid,
      });
      expect(info.filePaths).toEqual([".gitattributes", "config.json"]);
      const before = await official.modelInfo({
        ...c,
        name: repo.name,
        revision: first?.oid ?? "",
        additionalFields: ["sha", "filePaths"],
      });
      expect(before).toMatchObject({ sha: first?.oid, filePaths: [".gitattributes"] });
      expect(before.task).toBeUndefined();
      expect(await status(official.modelInfo({ ...c, name: repo.name, revision: "nowhere" }))).toBe(404);
    },

    async datasetInfo() {
      const repo = await newRepo("dataset");
      const info = await official.datasetInfo({ ...c, name: repo.name, additionalFields: ["author"] });
      expect(info).toMatchObject({ name: repo.name, author: "ada", private: false, gated: false });
    },

    async spaceInfo() {
      const repo = await newRepo("space");
      expect(await official.spaceInfo({ ...c, name: repo.name })).toMatchObject({
        name: repo.name,
        sdk: "static",
      });
    },
  };
}
