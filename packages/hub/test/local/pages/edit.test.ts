import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { seededBytes } from "../running-hub.ts";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";

let hub: HubWithPages;
beforeAll(async () => {
  hub = await hubWithPages();
  await hub.repo("model", "mine", { "README.md": "---\nlicense: mit\n---\n# Hi\n", "dos.txt": "a\r\nb\r\n" });
});
afterAll(() => hub[Symbol.asyncDispose]());

const textOf = async (path: string) => (await hub.running.request(`/ada/mine/raw/main/${path}`)).text();
const form = "form.panel";

test("a repository is made in the browser", async () => {
  const page = await hub.ada.get("/new?type=dataset");
  expect(page.document.querySelector("option[selected]")?.getAttribute("value")).toBe("dataset");
  const made = await hub.ada.submit(page, form, {
    type: "dataset",
    name: "rows",
    license: "mit",
    visibility: "private",
  });
  expect(made.url.pathname).toBe("/datasets/ada/rows");
  expect(made.texts(".badge")).toContain("Private");
  expect(made.texts(".tags a")).toContain("License: mit");
  const again = await hub.ada.submit(page, form, { type: "dataset", name: "rows", visibility: "public" });
  expect(again.status).toBe(409);
  expect(again.text("[role=alert]")).toContain("already");
  const illegal = await hub.ada.submit(page, form, { type: "model", name: "a/../b", visibility: "public" });
  expect(illegal.status).toBe(400);
  expect((await hub.nobody.get("/new")).url.pathname).toBe("/login");
});

test("files and folders are uploaded in one commit, large and binary ones as LFS objects", async () => {
  const large = seededBytes(10_000_000);
  large.fill(65);
  const page = await hub.ada.get("/ada/mine/upload/main");
  const files = [
    new File(["one\n"], "notes/a.txt"),
    new File(["two\n"], "notes/deep/b.txt"),
    new File([seededBytes(1000)], "model.bin"),
    new File([large], "large.txt"),
  ];
  const done = await hub.ada.submit(page, form, { files, title: "Bring files", description: "All of them." });
  expect(done.url.pathname).toBe("/ada/mine/tree/main");
  expect(await textOf("notes/deep/b.txt")).toBe("two\n");
  expect(await textOf("large.txt")).toContain(
    `oid sha256:${createHash("sha256").update(large).digest("hex")}`,
  );
  expect(await textOf("model.bin")).toContain("size 1000");
  const resolved = await hub.running.request("/ada/mine/resolve/main/large.txt");
  expect(Buffer.from(await resolved.arrayBuffer()).equals(large)).toBe(true);
  const commits = await hub.ada.get("/ada/mine/commits/main");
  expect(commits.text(".commits a.strong")).toBe("Bring files");
});

test("files are uploaded into a folder, and nothing without files", async () => {
  const page = await hub.ada.get("/ada/mine/upload/main/notes");
  expect((await hub.ada.submit(page, form, { files: [new File([], "")] })).status).toBe(400);
  await hub.ada.submit(page, form, { files: [new File(["three\n"], "c.txt")] });
  expect(await textOf("notes/c.txt")).toBe("three\n");
});

test("a card is edited, checked at its lines, and shown", async () => {
  const page = await hub.ada.get("/ada/mine/edit/main/README.md");
  const bad = await hub.ada.submit(
    page,
    form,
    { text: "---\r\ntags: [a]\r\nlicense: nonsense\r\n---\r\n# Hello" },
    "save",
  );
  expect(bad.status).toBe(422);
  expect(bad.text(".problems code")).toBe("license: nonsense");
  expect(bad.text(".problems li span")).toContain("in line 3");
  expect(await textOf("README.md")).toContain("license: mit");
  const checked = await hub.ada.submit(
    bad,
    form,
    { text: "---\nlicense: apache-2.0\n---\n# Hello\n" },
    "check",
  );
  expect(checked.text(".message.good")).toBe("The metadata is valid.");
  const saved = await hub.ada.submit(checked, form, { title: "Say hello" }, "save");
  expect(saved.url.pathname).toBe("/ada/mine");
  expect(saved.text(".card h1")).toBe("Hello");
  expect(saved.texts(".tags a")).toContain("License: apache-2.0");
  expect(await textOf("README.md")).toBe("---\nlicense: apache-2.0\n---\n# Hello\n");
});

test("line breaks stay as the file has them", async () => {
  const page = await hub.ada.get("/ada/mine/edit/main/dos.txt");
  await hub.ada.submit(page, form, { text: "a\r\nc\r\n" });
  expect(await textOf("dos.txt")).toBe("a\r\nc\r\n");
});

test("who edits is told of a commit in between, and keeps the text", async () => {
  const page = await hub.ada.get("/ada/mine/edit/main/dos.txt");
  await hub.commit("model", "ada/mine", "In between", { "other.txt": "x" });
  const stale = await hub.ada.submit(page, form, { text: "mine" });
  expect(stale.status).toBe(412);
  expect(stale.text("textarea")).toBe("mine");
  await hub.ada.submit(stale, form);
  expect(await textOf("dos.txt")).toBe("mine");
});

test("a new file is written, not over another one, and deleted", async () => {
  const page = await hub.ada.get("/ada/mine/new/main/notes");
  expect(page.document.querySelector("input[name=path]")?.getAttribute("value")).toBe("notes/");
  const taken = await hub.ada.submit(page, form, { path: "notes/a.txt", text: "over" });
  expect(taken.status).toBe(409);
  const made = await hub.ada.submit(taken, form, { path: "notes/new.txt", text: "new" });
  expect(made.url.pathname).toBe("/ada/mine/blob/main/notes/new.txt");
  const asked = await hub.ada.get("/ada/mine/delete/main/notes/new.txt");
  const left = await hub.ada.submit(asked, form);
  expect(left.url.pathname).toBe("/ada/mine/tree/main/notes");
  expect((await hub.ada.get("/ada/mine/blob/main/notes/new.txt")).status).toBe(404);
});

test("tags and commits cannot be changed", async () => {
  const { service, token } = hub.running.hub;
  const { repository } = await service.open(service.viewerOf(token), "model", "ada/mine", "write");
  await repository.createTag("v1", (await repository.resolve("main")) ?? "");
  expect((await hub.ada.get("/ada/mine/edit/v1/README.md")).status).toBe(400);
  expect((await hub.ada.get("/ada/mine/edit/main/model.bin")).status).toBe(400);
});

test("attack: an upload goes nowhere but into the repository", async () => {
  const page = await hub.ada.get("/ada/mine/upload/main");
  for (const name of [
    "../evil.txt",
    "a/../../evil.txt",
    "/etc/evil",
    "C:\\evil.txt",
    "..\\evil",
    ".git/config",
    "a//b",
  ]) {
    const refused = await hub.ada.submit(page, form, { files: [new File(["x"], name)] });
    expect(refused.status, name).toBe(400);
  }
});

test("attack: an upload without the form's secret is refused before its file is read", async () => {
  const body = new FormData();
  body.append("files", new File([seededBytes(100_000)], "evil.bin"));
  const answer = await hub.ada.send("/ada/mine/upload/main", {
    method: "POST",
    body,
    headers: { origin: hub.running.url },
  });
  expect(answer.status).toBe(403);
  expect((await hub.ada.get("/ada/mine/blob/main/evil.bin")).status).toBe(404);
});

test("attack: a form that is no form is refused", async () => {
  for (const [type, body] of [
    ["multipart/form-data", "x"],
    ["multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=csrf\r\n\r\nx"],
    ["multipart/form-data; boundary=b", "nothing"],
    ["application/json", "{}"],
  ] as const) {
    const headers = { origin: hub.running.url, "content-type": type };
    const answer = await hub.ada.send("/ada/mine/upload/main", { method: "POST", body, headers });
    expect([400, 403, 415], `${type} ${body}`).toContain(answer.status);
  }
});

test("an upload that breaks off leaves nothing behind", async () => {
  const page = await hub.ada.get("/ada/mine/upload/main");
  const csrf = page.document.querySelector("form.panel input[name=csrf]")?.getAttribute("value") ?? "";
  const cookie = [...hub.ada.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { cookie, origin: hub.running.url, "content-type": "multipart/form-data; boundary=b" };
  const { port } = hub.running.hub;
  const sent = request({ host: "127.0.0.1", port, path: "/ada/mine/upload/main", method: "POST", headers });
  const incoming = () => readdir(join(hub.running.hub.service.blobs.folder, "incoming"));
  sent.on("error", () => {});
  sent.write(`--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n`);
  sent.write('--b\r\nContent-Disposition: form-data; name="files"; filename="half.bin"\r\n\r\n');
  sent.write(seededBytes(1_000_000));
  await vi.waitFor(async () => expect(await incoming()).toHaveLength(1), 10_000);
  sent.destroy();
  await vi.waitFor(async () => expect(await incoming()).toEqual([]), 10_000);
  expect((await hub.ada.get("/ada/mine/blob/main/half.bin")).status).toBe(404);
});
