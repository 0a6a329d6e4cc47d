import { afterAll, beforeAll, expect, test } from "vitest";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";

let hub: HubWithPages;
beforeAll(async () => {
  hub = await hubWithPages();
  await hub.repo("model", "mine", { "README.md": "# Hi", "a.txt": "the file" });
});
afterAll(() => hub[Symbol.asyncDispose]());

test("visibility and description are changed", async () => {
  const page = await hub.ada.get("/ada/mine/settings");
  const fields = { visibility: "private", gated: "no", description: "A <b>small</b> one" };
  const changed = await hub.ada.submit(page, "form[action$='/settings']", fields);
  expect(changed.texts(".badge")).toContain("Private");
  expect(changed.text(".description")).toBe("A <b>small</b> one");
  expect((await hub.nobody.get("/ada/mine")).status).toBe(404);
  await hub.ada.submit(changed, "form[action$='/settings']", { ...fields, visibility: "public" });
  expect((await hub.nobody.get("/ada/mine")).status).toBe(200);
});

test("access to a gated repository is asked for, given and taken away", async () => {
  const settings = await hub.ada.get("/ada/mine/settings");
  await hub.ada.submit(settings, "form[action$='/settings']", { visibility: "public", gated: "manual" });
  expect((await hub.nobody.get("/ada/mine")).text(".gate")).toContain("Sign in");
  const closed = await hub.grace.get("/ada/mine/blob/main/a.txt");
  expect(closed.status).toBe(403);
  expect(closed.html).not.toContain("the file");

  const asked = await hub.grace.submit(await hub.grace.get("/ada/mine"), "form[action$='/request-access']");
  expect(asked.text(".gate")).toContain("You have asked");
  const requests = await hub.ada.get("/ada/mine/access");
  expect(requests.texts(".commits a.strong")).toEqual(["grace"]);
  const given = await hub.ada.submit(requests, ".commits form", {}, "accepted");
  expect(given.texts("section h2")).toEqual(["Waiting 0", "Accepted 1", "Rejected 0"]);
  expect((await hub.grace.get("/ada/mine/blob/main/a.txt")).text(".lines td")).toBe("the file");
  await hub.ada.submit(given, ".commits form", {}, "rejected");
  expect((await hub.grace.get("/ada/mine/blob/main/a.txt")).status).toBe(403);
  expect((await hub.grace.get("/ada/mine")).text(".gate")).toContain("rejected");
});

test("a like is given and taken back", async () => {
  const like = async () => hub.grace.submit(await hub.grace.get("/ada/mine"), "form[action$='/like']");
  expect((await like()).text("form[action$='/like'] button")).toContain("1 like");
  expect((await like()).text("form[action$='/like'] button")).toContain("0 likes");
});

test("a repository is renamed", async () => {
  await hub.repo("model", "old");
  await hub.repo("model", "taken");
  const page = await hub.ada.get("/ada/old/settings");
  const refused = await hub.ada.submit(page, "form[action$='/rename']", { name: "ada/taken" });
  expect(refused.status).toBe(409);
  expect(refused.text("[role=alert]")).toContain("exists");
  const renamed = await hub.ada.submit(page, "form[action$='/rename']", { name: "ada/new-name" });
  expect(renamed.url.pathname).toBe("/ada/new-name/settings");
  expect((await hub.ada.get("/ada/old")).status).toBe(404);
});

test("a repository is deleted when its name is typed again, not otherwise", async () => {
  await hub.repo("model", "doomed");
  const page = await hub.ada.get("/ada/doomed/settings");
  expect((await hub.ada.submit(page, "form[action$='/delete']", { confirm: "doomed" })).status).toBe(400);
  expect((await hub.ada.get("/ada/doomed")).status).toBe(200);
  const gone = await hub.ada.submit(page, "form[action$='/delete']", { confirm: "ada/doomed" });
  expect(gone.url.pathname).toBe("/models");
  expect((await hub.ada.get("/ada/doomed")).status).toBe(404);
});

test("a token is made, shown once, and revoked", async () => {
  const page = await hub.grace.get("/settings/tokens");
  const made = await hub.grace.submit(page, "form.panel", { name: "laptop", scope: "write", days: "7" });
  const token = made.document.querySelector("#new-token")?.getAttribute("value") ?? "";
  expect(token).toMatch(/^hf_/);
  expect(hub.running.hub.service.viewerOf(token)).toMatchObject({ name: "grace", scope: "write" });
  const later = await hub.grace.get("/settings/tokens");
  expect(later.html).not.toContain(token);
  expect(later.texts(".commits .strong")).toContain("laptop");
  const item = later.texts(".commits li").findIndex((text) => text.startsWith("laptop"));
  const id = later.document.querySelectorAll(".commits button")[item]?.getAttribute("value") ?? "";
  // A token of somebody else's is not theirs to revoke.
  await hub.ada.submit(await hub.ada.get("/settings/tokens"), ".commits form", { id });
  expect(hub.running.hub.service.viewerOf(token)).toBeDefined();
  await hub.grace.submit(later, ".commits form", { id });
  expect(hub.running.hub.service.viewerOf(token)).toBe(undefined);
});
