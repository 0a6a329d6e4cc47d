import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parsePatch } from "../../../src/local/pages/repo/parse-patch.ts";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";
import type { VisitedPage } from "./visitor.ts";

let hub: HubWithPages;
const script = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;
beforeAll(async () => {
  hub = await hubWithPages();
  await hub.repo("model", "mine", {
    "README.md": `---\ntags: ['${script}']\nlicense: mit\n---\n<script>alert(1)</script>\n<img src=x onerror="alert(1)">\n[x](javascript:alert(1))\n\n# ${script}\n`,
    [`dir/${script.replaceAll("/", "")}.txt`]: script,
  });
});
afterAll(() => hub[Symbol.asyncDispose]());

/** Nothing of a page is a script or a handler but the Hub's one file. */
function expectHarmless(page: VisitedPage): void {
  expect(page.status).toBeLessThan(500);
  const scripts = [...page.document.querySelectorAll("script")].map((element) => element.getAttribute("src"));
  expect(scripts).toEqual(["/static/hub.js"]);
  for (const element of page.document.querySelectorAll("*"))
    for (const { name, value } of element.attributes as unknown as { name: string; value: string }[]) {
      expect(name).not.toMatch(/^on|^style$|^srcdoc$/);
      expect(value.trim()).not.toMatch(/^(javascript|data|vbscript):/i);
    }
}

test("attack: script in a card, in its headings and in its tags", async () => {
  const page = await hub.nobody.get("/ada/mine");
  expectHarmless(page);
  expect(page.text(".card")).not.toContain("alert(1)</");
  expect(page.texts(".tags a")).toContain(script);
  expectHarmless(await hub.nobody.get("/models"));
});

test("attack: script in the names of files", async () => {
  const folder = await hub.nobody.get("/ada/mine/tree/main/dir");
  expectHarmless(folder);
  const link = folder.document.querySelector(".file-name a");
  expect(link?.textContent).toContain("<script>");
  const file = await hub.ada.get(link?.getAttribute("href") ?? "");
  expectHarmless(file);
  expect(file.text(".lines td")).toBe(script);
});

test("attack: script in the messages of commits, and in what they change", async () => {
  await hub.commit("model", "ada/mine", script, { "a.txt": script });
  const commits = await hub.nobody.get("/ada/mine/commits/main");
  expectHarmless(commits);
  expect(commits.text(".commits a.strong")).toBe(script);
  const href = commits.document.querySelector(".commits a.strong")?.getAttribute("href") ?? "";
  const commit = await hub.nobody.get(href);
  expectHarmless(commit);
  expect(commit.text(".diff .added .text")).toBe(`added: ${script}`);
  expectHarmless(await hub.nobody.get("/ada/mine/tree/main"));
});

test("attack: script in the names of branches and tags", async () => {
  const { service, token } = hub.running.hub;
  const { repository } = await service.open(service.viewerOf(token), "model", "ada/mine", "write");
  const name = `"><img/src=x/onerror=alert(1)>`;
  await repository.createBranch(name);
  await repository.createTag("'><script>alert(1)</script>", (await repository.resolve("main")) ?? "");
  const page = await hub.nobody.get("/ada/mine/tree/main");
  expectHarmless(page);
  const link = [...page.document.querySelectorAll(".menu a")].find((a) => a.textContent === name);
  const there = await hub.ada.get(link?.getAttribute("href") ?? "");
  expect(there.status).toBe(200);
  expectHarmless(there);
});

test("attack: script in what is searched for, and in any address", async () => {
  const encoded = encodeURIComponent(script);
  for (const path of [
    `/models?search=${encoded}&task=${encoded}&tag=${encoded}&author=${encoded}&sort=${encoded}&license=${encoded}`,
    `/login?next=${encoded}`,
    `/${encoded}`,
    `/ada/${encoded}`,
    `/ada/mine/blob/main/${encoded}`,
    `/ada/mine/tree/${encoded}`,
    `/ada/mine/commit/${encoded}`,
    `/ada/mine/commits/main?page=${encoded}`,
    `/ada/mine?example=${encoded}`,
    `/new?type=${encoded}`,
  ])
    expectHarmless(await hub.ada.get(path));
});

test("attack: script in a description and in the fields of a form that is shown again", async () => {
  const page = await hub.ada.get("/ada/mine/edit/main/a.txt");
  const text = `</textarea>${script}`;
  const bad = await hub.ada.submit(await hub.ada.get("/ada/mine/new/main"), "form.panel", {
    path: "a.txt",
    text,
    title: script,
  });
  expect(bad.status).toBe(409);
  expectHarmless(bad);
  expect(bad.text("textarea[name=text]")).toBe(text);
  expectHarmless(page);
});

test.each([
  "/ada/mine/blob/main/../../../etc/passwd",
  "/ada/mine/blob/main/%2e%2e/%2e%2e/etc/passwd",
  "/ada/mine/blob/main/..%2f..%2fetc%2fpasswd",
  "/ada/mine/blob/main/a%00.txt",
  "/ada/mine/blob/main/a%5c..%5cb",
  "/ada/mine/tree/main//etc",
  "/ada/mine/tree/..%2f..%2fHEAD",
  "/ada/mine/blob/main/C:%5cwindows",
  "/ada/mine/blob/main/.git/config",
  "/ada/mine/blob/%ff/x",
  "/ada/..%2f..%2fhub.sqlite",
  "/static/../pages-routes.ts",
  "/static/%2e%2e/pages-routes.ts",
  "/static/..%5cpages-routes.ts",
])("attack: a path that leads out: %s", async (path) => {
  const { port } = hub.running.hub;
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    // No client has tidied the path.
    request({ host: "127.0.0.1", port, path }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, body: await text(answer) }),
    )
      .on("error", reject)
      .end();
  });
  expect([400, 404]).toContain(status);
  expect(body).not.toMatch(/root:|export function/);
});

test("attack: a patch whose lines look like headers stays in its file", () => {
  const patch = [
    "diff --git a/x.txt b/x.txt",
    "index 1..2 100644",
    "--- a/x.txt",
    "+++ b/x.txt",
    "@@ -1,2 +1,2 @@",
    "--- a/other",
    "-diff --git a/y b/y",
    "+++ b/other",
    "+@@ -1 +1 @@",
  ].join("\n");
  const [file, ...others] = parsePatch(patch);
  expect(others).toEqual([]);
  expect(file).toMatchObject({ name: "x.txt", added: 2, removed: 2 });
  expect(file?.lines.map(({ text }) => text)).toEqual([
    "@@ -1,2 +1,2 @@",
    "-- a/other",
    "diff --git a/y b/y",
    "++ b/other",
    "@@ -1 +1 @@",
  ]);
});

test("the names of files in a patch are those git means", () => {
  const patch = [
    'diff --git "a/t\\303\\266.txt" "b/t\\303\\266.txt"',
    "new file mode 100644",
    "--- /dev/null",
    '+++ "b/t\\303\\266.txt"',
    "@@ -0,0 +1 @@",
    "+x",
    "\\ No newline at end of file",
    "diff --git a/old b/new",
    "rename from old",
    "rename to new",
    "diff --git a/p.png b/p.png",
    "deleted file mode 100644",
    "Binary files a/p.png and /dev/null differ",
  ].join("\n");
  expect(parsePatch(patch).map(({ name, change, from }) => ({ name, change, from }))).toEqual([
    { name: "tö.txt", change: "added" },
    { name: "new", change: "renamed", from: "old" },
    { name: "p.png", change: "removed" },
  ]);
});
