import { expect, test } from "vitest";
import { namedRepository } from "./named-repository.ts";

test.each([
  ["GET", "/api/models/ada/bert", "model ada/bert main"],
  ["GET", "/api/models/gpt2", "model gpt2 main"],
  ["GET", "/api/models/gpt2/revision/v1", "model gpt2 v1"],
  [
    "GET",
    "/api/datasets/ada/data/tree/refs%2Fconvert%2Fparquet/default",
    "dataset ada/data refs/convert/parquet",
  ],
  ["POST", "/api/models/ada/bert/paths-info/dev", "model ada/bert dev"],
  ["HEAD", "/ada/bert/resolve/main/config.json", "model ada/bert main"],
  ["GET", "/gpt2/resolve/main/config.json", "model gpt2 main"],
  ["GET", "/datasets/ada/data/raw/v2/a/b.csv", "dataset ada/data v2"],
  ["GET", "/spaces/ada/demo", "space ada/demo main"],
  ["GET", "/ada/bert.git/info/refs", "model ada/bert main"],
  ["GET", "/gpt2/info/refs", "model gpt2 main"],
  ["POST", "/ada/bert/git-upload-pack", "model ada/bert main"],
  ["POST", "/datasets/ada/data.git/info/lfs/objects/batch", "dataset ada/data main"],
])("a repository is named by %s %s", (method, path, expected) => {
  const { type, id, revision } = namedRepository(method, path) ?? {};
  expect(`${type} ${id} ${revision}`).toBe(expected);
});

test.each([
  ["GET", "/"],
  ["GET", "/ada"],
  ["GET", "/api/models"],
  ["GET", "/api/whoami-v2"],
  ["GET", "/settings/tokens"],
  ["GET", "/lfs/models/ada/bert/abc"],
  ["POST", "/api/models/ada/bert/commit/main"],
  ["POST", "/ada/bert/git-receive-pack"],
  ["DELETE", "/api/models/ada/bert"],
  ["GET", "/api/models/..%2f..%2fx/y"],
  ["GET", "/ada/be..rt/resolve/main/x"],
  ["GET", "/api/constructor/a/b"],
])("nothing is looked up for %s %s", (method, path) => {
  expect(namedRepository(method, path)).toBeUndefined();
});
