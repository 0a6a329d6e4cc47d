import { afterAll, beforeAll, expect, test } from "vitest";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";

let hub: HubWithPages;
beforeAll(async () => {
  hub = await hubWithPages();
  const { service, token } = hub.running.hub;
  service.createOrganization("lab", "ada");
  const card = (task: string, license: string) =>
    `---\npipeline_tag: ${task}\nlicense: ${license}\ntags: [mails]\n---\n# Hi`;
  await hub.repo("model", "sentiment", { "README.md": card("text-classification", "mit") });
  await hub.repo("model", "entities", {
    "README.md": card("token-classification", "apache-2.0"),
    "a.safetensors": "x",
  });
  await hub.repo("model", "hidden", {}, { private: true });
  await hub.repo("dataset", "letters", { "README.md": "---\ntask_categories: [translation]\n---\n" });
  await service.create(service.viewerOf(token), {
    type: "space",
    name: "show",
    organization: "lab",
    sdk: "static",
  });
});
afterAll(() => hub[Symbol.asyncDispose]());

const names = async (path: string, who = hub.nobody) => (await who.get(path)).texts(".repos h3 a");

test("the front page has the newest of each type, private ones for their owners only", async () => {
  expect((await names("/")).toSorted()).toEqual(["ada/entities", "ada/letters", "ada/sentiment", "lab/show"]);
  expect(await names("/", hub.ada)).toContain("ada/hidden");
  expect(await names("/", hub.grace)).not.toContain("ada/hidden");
});

test("lists are filtered by what their address says", async () => {
  expect(await names("/models?search=senti")).toEqual(["ada/sentiment"]);
  expect(await names("/models?task=token-classification")).toEqual(["ada/entities"]);
  expect(await names("/models?license=mit")).toEqual(["ada/sentiment"]);
  expect(await names("/models?library=safetensors")).toEqual(["ada/entities"]);
  expect(await names("/models?tag=mails&sort=name")).toEqual(["ada/entities", "ada/sentiment"]);
  expect(await names("/models?author=lab")).toEqual([]);
  expect(await names("/spaces?author=lab")).toEqual(["lab/show"]);
  expect(await names("/datasets?task=translation")).toEqual(["ada/letters"]);
  expect(await names("/datasets?task=summarization")).toEqual([]);
});

test("filters are links that set one and take it away again, and keep the others", async () => {
  const list = await hub.nobody.get("/models?search=e");
  const link = [...list.document.querySelectorAll(".facet a")].find((a) =>
    a.textContent?.startsWith("Token"),
  );
  const filtered = await hub.nobody.get(link?.getAttribute("href") ?? "");
  expect(filtered.texts(".repos h3 a")).toEqual(["ada/entities"]);
  expect(filtered.url.searchParams.get("search")).toBe("e");
  const remove = filtered.document.querySelector(".facet a[aria-current]")?.getAttribute("href") ?? "";
  expect((await names(remove)).toSorted()).toEqual(["ada/entities", "ada/sentiment"]);
  const sorted = await hub.nobody.submit(filtered, "form.bar", { sort: "name" });
  expect(sorted.url.searchParams.get("task")).toBe("token-classification");
});

test("tags of private repositories are no filters for others", async () => {
  await hub.commit("model", "ada/hidden", "Card", { "README.md": "---\ntags: [classified]\n---\n" });
  expect((await hub.ada.get("/models")).html).toContain("classified");
  expect((await hub.grace.get("/models")).html).not.toContain("classified");
});

test("an empty search says so", async () => {
  const page = await hub.nobody.get("/models?search=nothing-like-this");
  expect(page.text(".empty")).toContain("No models like this");
});

test("lists have pages", async () => {
  const now = new Date();
  for (let i = 0; i < 31; i++)
    hub.running.hub.service.index.put({
      ...{ key: `k${i}`, type: "dataset", id: `ada/many-${i}`, private: false, gated: false, tags: [] },
      ...{
        createdAt: now,
        lastModified: now,
        description: undefined,
        pipelineTag: undefined,
        sdk: undefined,
      },
      ...{ libraryName: undefined, cardData: undefined, config: undefined, sha: undefined },
    });
  const first = await hub.nobody.get("/datasets?search=many&sort=name");
  expect(first.texts(".repos h3 a")).toHaveLength(30);
  const next = first.document.querySelector("a[rel=next]")?.getAttribute("href") ?? "";
  const second = await hub.nobody.get(next);
  expect(second.texts(".repos h3 a")).toEqual(["ada/many-9"]);
  expect(second.document.querySelector("a[rel=next]")).toBe(null);
  expect((await hub.nobody.get("/datasets?cursor=nonsense")).status).toBe(400);
});

test("users and organizations have pages", async () => {
  const ada = await hub.grace.get("/ada");
  expect(ada.text(".profile .name")).toBe("ada");
  expect(ada.texts(".repos h3 a")).not.toContain("ada/hidden");
  expect(ada.texts("aside .plain a")).toEqual(["lab"]);
  expect((await hub.ada.get("/ada")).texts(".repos h3 a")).toContain("ada/hidden");
  expect((await hub.nobody.get("/lab")).texts("aside .plain a")).toEqual(["ada"]);
  expect((await hub.nobody.get("/nobody-here")).status).toBe(404);
});
