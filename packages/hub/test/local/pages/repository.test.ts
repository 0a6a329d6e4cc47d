import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";

let hub: HubWithPages;
const card = `---
license: mit
pipeline_tag: text-classification
model-index:
  - name: m
    results:
      - task: { type: text-classification }
        dataset: { type: ada/letters, name: Letters }
        metrics: [{ type: accuracy, value: 0.93 }]
---
# The title

See [the config](config.json) and ![a plot](plots/a.png).
`;
beforeAll(async () => {
  hub = await hubWithPages();
  await hub.repo("model", "mine", { "README.md": card, "config.json": '{\n  "model_type": "bert"\n}\n' });
  await hub.commit("model", "ada/mine", "Add notes", {
    "docs/a b.txt": "one\ntwo\nthree\n",
    "docs/deep/x.txt": "x\n",
  });
  await hub.commit("model", "ada/mine", "Change notes", { "docs/a b.txt": "one\n2\nthree\nfour\n" });
});
afterAll(() => hub[Symbol.asyncDispose]());

const opened = () => {
  const { service, token } = hub.running.hub;
  return service.open(service.viewerOf(token), "model", "ada/mine", "write");
};

test("a repository's page has its card, its metadata as tags, and its results", async () => {
  const page = await hub.nobody.get("/ada/mine");
  expect(page.text(".card h1")).toBe("The title");
  expect(page.text(".card")).not.toContain("pipeline_tag");
  expect(page.document.querySelector(".card a")?.getAttribute("href")).toBe(
    "/ada/mine/blob/main/config.json",
  );
  expect(page.document.querySelector(".card img")?.getAttribute("src")).toBe(
    "/ada/mine/resolve/main/plots/a.png",
  );
  expect(page.texts(".tags a")).toEqual(
    expect.arrayContaining(["Text Classification", "License: mit", "bert"]),
  );
  expect(page.texts("aside tbody td")).toEqual(["Text Classification", "Letters", "accuracy", "0.93"]);
  expect(page.texts(".tabs a")).toEqual(["Model card", "Files", "Commits"]);
  expect(page.text("aside pre")).toBe(`git clone ${hub.running.url}/ada/mine`);
});

test("files are a tree with sizes and last commits", async () => {
  const root = await hub.nobody.get("/ada/mine/tree/main");
  expect(root.texts(".file-name a")).toEqual(["docs (folder)", ".gitattributes", "README.md", "config.json"]);
  const row = [...root.document.querySelectorAll(".files tr")].find((tr) =>
    tr.textContent?.includes("config.json"),
  );
  expect(row?.textContent).toContain("27 bytes");
  expect(row?.querySelector(".commit-title")?.textContent).toBe("initial commit");
  expect(root.texts(".commit-title")[0]).toBe("Change notes");
  const docs = await hub.nobody.get("/ada/mine/tree/main/docs");
  expect(docs.texts(".breadcrumbs li")).toEqual(["mine", "docs"]);
  expect(docs.texts(".file-name a")).toEqual(["deep (folder)", "a b.txt"]);
  expect((await hub.nobody.get("/ada/mine/tree/main/nothing")).status).toBe(404);
  expect((await hub.nobody.get("/ada/mine/tree/no-branch")).status).toBe(404);
});

test("branches and tags are chosen, also those with slashes", async () => {
  const { service } = hub.running.hub;
  const { repository } = await service.open(
    service.viewerOf(hub.running.hub.token),
    "model",
    "ada/mine",
    "write",
  );
  await repository.createBranch("work/new");
  await repository.createTag("v1", (await repository.resolve("main")) ?? "");
  const page = await hub.nobody.get("/ada/mine/tree/main/docs");
  const links = [...page.document.querySelectorAll("details.menu.left a")];
  expect(links.map((link) => link.textContent)).toEqual(["main", "work/new", "v1"]);
  const there = await hub.nobody.get(links[1]?.getAttribute("href") ?? "");
  expect(there.text("details.menu.left summary")).toContain("work/new");
  expect(there.texts(".file-name a")).toContain("a b.txt");
});

test("a file of text has numbered lines, and actions for who may", async () => {
  const page = await hub.nobody.get("/ada/mine/blob/main/docs/a%20b.txt");
  expect(page.texts(".lines th")).toEqual(["1", "2", "3", "4"]);
  expect(page.texts(".lines td")).toEqual(["one", "2", "three", "four"]);
  expect(page.texts(".panel-head a")).toEqual(["Download", "Raw", "History"]);
  const own = await hub.ada.get("/ada/mine/blob/main/docs/a%20b.txt");
  expect(own.texts(".panel-head a")).toEqual(["Download", "Raw", "History", "Edit", "Delete"]);
});

test("an LFS object is told apart from git's files", async () => {
  const bytes = Buffer.from([0, 1, 2, 3]);
  const oid = createHash("sha256").update(bytes).digest("hex");
  const { service, token } = hub.running.hub;
  await service.blobs.write(oid, 4, new Blob([bytes]).stream());
  await service.linkObject("model", "ada/mine", oid);
  await service.commit(service.viewerOf(token), "model", "ada/mine", {
    branch: "main",
    title: "Add weights",
    operations: [{ kind: "addLfs", path: "model.bin", oid, size: 4 }],
  });
  const page = await hub.nobody.get("/ada/mine/blob/main/model.bin");
  expect(page.text(".facts-list code")).toBe(oid);
  expect(page.texts(".facts-list dd")[1]).toBe("4 bytes");
  expect(page.text(".empty")).toContain("not text");
});

test("commits have pages", async () => {
  const { repository } = await opened();
  // git itself makes many at once.
  const commits = Array.from(
    { length: 31 },
    (_, i) =>
      `commit refs/heads/main\ncommitter ada <a@b> ${1e9 + i} +0000\ndata <<E\nStep ${i}\nE\n${
        i === 0 ? "from refs/heads/main^0\n" : ""
      }\n`,
  );
  execFileSync("git", ["-C", repository.folder, "fast-import", "--quiet"], { input: commits.join("") });
  const first = await hub.nobody.get("/ada/mine/commits/main");
  expect(first.texts(".commits a.strong")).toHaveLength(30);
  expect(first.text(".commits a.strong")).toBe("Step 30");
  const second = await hub.nobody.get(
    first.document.querySelector("a[rel=next]")?.getAttribute("href") ?? "",
  );
  expect(second.texts(".commits a.strong")).toContain("initial commit");
  expect(second.document.querySelector("a[rel=next]")).toBe(null);
  const file = await hub.nobody.get("/ada/mine/commits/main/docs/a%20b.txt");
  expect(file.texts(".commits a.strong")).toEqual(["Change notes", "Add notes"]);
});

test("a commit's changes are those git counts, and read without colours", async () => {
  const { repository } = await opened();
  const log = await repository.log((await repository.resolve("main")) ?? "");
  const commit = log.find(({ title }) => title === "Change notes")?.id ?? "";
  const page = await hub.nobody.get(`/ada/mine/commit/${commit}`);
  const numstat = execFileSync("git", [
    "-C",
    repository.folder,
    "show",
    "--numstat",
    "--format=",
    commit,
  ]).toString();
  const [added, removed, name] = numstat.trim().split("\t");
  expect(page.text(".diff h2 a")).toBe(name);
  expect(page.text(".diff h2 small")).toBe(`changed, +${added} −${removed}`);
  expect(page.texts(".diff tr.added .text")).toEqual(["added: 2", "added: four"]);
  expect(page.texts(".diff tr.removed .text")).toEqual(["removed: two"]);
  expect(page.texts(".diff tr.added .sign")).toEqual(["+", "+"]);
  expect((await hub.nobody.get("/ada/mine/commit/0000000000000000000000000000000000000000")).status).toBe(
    404,
  );
});

test("pages of private repositories, and of settings, do not exist for others", async () => {
  await hub.repo("model", "hidden", { "README.md": "secret words" }, { private: true });
  const below = [
    "",
    "/tree/main",
    "/blob/main/README.md",
    "/commits/main",
    "/settings",
    "/access",
    "/upload/main",
  ];
  for (const who of [hub.nobody, hub.grace])
    for (const path of below) {
      const page = await who.get(`/ada/hidden${path}`);
      expect(page.status, path).toBe(404);
      expect(page.html).not.toContain("secret words");
    }
  for (const path of [
    "/settings",
    "/access",
    "/upload/main",
    "/edit/main/README.md",
    "/new/main",
    "/delete/main/README.md",
  ])
    expect((await hub.grace.get(`/ada/mine${path}`)).status, path).toBe(404);
  expect((await hub.ada.get("/ada/hidden")).text(".card")).toBe("secret words");
});

test("a dataset may have the name of a page", async () => {
  await hub.repo("dataset", "settings", { "README.md": "# Of settings" });
  expect((await hub.nobody.get("/datasets/ada/settings")).text(".card h1")).toBe("Of settings");
  expect((await hub.ada.get("/datasets/ada/settings/settings")).text("main h1")).toBe("Settings");
});
