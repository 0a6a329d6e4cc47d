import { uploadFile } from "@huggingface/hub";
import { expect, test } from "vitest";
import { runningHub, seededBytes } from "./running-hub.ts";

test("twenty writers at once lose nothing and leave one line of history", async () => {
  await using running = await runningHub();
  const { ada, hub } = running;
  await running.request("/api/repos/create", { json: { name: "shared" } });
  const repo = "ada/shared";
  // Every other file is an LFS object whose ending nothing is said of, so that writers change .gitattributes, too.
  const writers = Array.from({ length: 20 }, (_, i) => {
    const content = i % 2 ? new Blob([`text ${i}`]) : new Blob([seededBytes(500 + i, i)]);
    return uploadFile({
      ...ada,
      repo,
      commitTitle: `Writer ${i}`,
      file: { path: `dir/file-${i}.dat`, content },
    });
  });
  const ids = (await Promise.all(writers)).map((output) => output?.commit.oid);
  const { record, repository } = await hub.service.open(
    hub.service.viewerOf(hub.token),
    "model",
    repo,
    "read",
  );
  const history = await repository.log(record.sha ?? "");
  expect(history).toHaveLength(21);
  expect(history.every(({ parents }, i) => parents.length === (i === 20 ? 0 : 1))).toBe(true);
  expect(
    history
      .slice(0, 20)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(ids.toSorted());
  const files = (await repository.tree(record.sha ?? "", { path: "dir" })).filter(
    ({ type }) => type === "file",
  );
  expect(files.map(({ path, lfs }) => [path, lfs !== undefined])).toEqual(
    Array.from({ length: 20 }, (_, i) => [`dir/file-${i}.dat`, i % 2 === 0]).toSorted(),
  );
  const attributes = await (await running.request("/ada/shared/resolve/main/.gitattributes")).text();
  for (let i = 0; i < 20; i += 2) expect(attributes).toContain(`/dir/file-${i}.dat filter=lfs`);
});

test("of writers on one parent, one wins, and the others are told so", async () => {
  await using running = await runningHub();
  await running.request("/api/repos/create", { json: { name: "shared" } });
  const { sha } = (await (await running.request("/api/models/ada/shared")).json()) as { sha: string };
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => {
      const lines = [
        { key: "header", value: { summary: `Writer ${i}`, parentCommit: sha } },
        { key: "file", value: { path: `${i}.txt`, content: `${i}` } },
      ];
      return running.request("/api/models/ada/shared/commit/main", {
        ...{ method: "POST", headers: { "content-type": "application/x-ndjson" } },
        body: lines.map((line) => JSON.stringify(line)).join("\n"),
      });
    }),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
  const stale = answers.find(({ status }) => status === 412);
  expect(stale?.headers.get("x-error-code")).toBe("StaleParent");
  const files = (await (await running.request("/api/models/ada/shared/tree/main")).json()) as object[];
  expect(files).toHaveLength(2);
});
