import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TryModelRequest } from "../../../src/local/index.ts";
import { resultHtml } from "../../../src/local/pages/widget/result-html.ts";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";

let hub: HubWithPages;
const asked: TryModelRequest[] = [];
let answer: (request: TryModelRequest) => unknown = () => [];
const card = (task: string) => `---
pipeline_tag: ${task}
widget:
  - text: I love it
    context: where
    example_title: Happy
  - text: "<b>bad</b>"
---
`;
beforeAll(async () => {
  hub = await hubWithPages({
    async tryModel(request) {
      asked.push(request);
      return answer(request);
    },
  });
  await hub.repo("model", "mine", { "README.md": card("text-classification"), "onnx/model.txt": "weights" });
  await hub.repo("model", "answers", { "README.md": card("question-answering") });
  await hub.repo("model", "pictures", { "README.md": card("image-classification") });
});
afterAll(() => hub[Symbol.asyncDispose]());

const form = "form[data-widget]";

test("a model is tried on its page, with its files in a folder", async () => {
  answer = ({ folder }) => {
    expect(readFileSync(join(folder, "onnx", "model.txt"), "utf8")).toBe("weights");
    return [
      { label: "GOOD <3", score: 0.75 },
      { label: "BAD", score: 0.25 },
    ];
  };
  const page = await hub.nobody.get("/ada/mine");
  expect(page.text(`${form} textarea`)).toBe("I love it");
  const tried = await hub.nobody.submit(page, form, { text: "So so" });
  expect(asked.at(-1)).toMatchObject({
    id: "ada/mine",
    task: "text-classification",
    inputs: { text: "So so" },
  });
  expect(tried.texts(".bars .label")).toEqual(["GOOD <3", "BAD"]);
  expect(tried.document.querySelector("meter")?.getAttribute("value")).toBe("0.75");
  expect(tried.text(`${form} textarea`)).toBe("So so");
  const { folder } = asked.at(-1) as TryModelRequest;
  await hub.nobody.submit(page, form, { text: "Again" });
  expect(asked.at(-1)?.folder).toBe(folder);
  await hub.commit("model", "ada/mine", "Change", { "other.txt": "x" });
  await hub.nobody.submit(page, form, { text: "Anew" });
  expect(asked.at(-1)?.folder).not.toBe(folder);
  expect(existsSync(folder)).toBe(false);
});

test("examples of the card fill the form", async () => {
  const page = await hub.nobody.get("/ada/mine");
  const [first, second] = [...page.document.querySelectorAll(".widget .tags a")];
  expect(first?.textContent).toBe("Happy");
  const filled = await hub.nobody.get(second?.getAttribute("href")?.split("#")[0] ?? "");
  expect(filled.text(`${form} textarea`)).toBe("<b>bad</b>");
});

test("inputs depend on the task", async () => {
  answer = () => ({ answer: "here", score: 0.5 });
  const page = await hub.nobody.get("/ada/answers");
  const tried = await hub.nobody.submit(page, form, { text: "Where?", context: "It is here." });
  expect(asked.at(-1)?.inputs).toEqual({ question: "Where?", context: "It is here." });
  expect(tried.text(".bars .label")).toBe("here");
  const pictures = await hub.nobody.get("/ada/pictures");
  await hub.nobody.submit(pictures, form, { file: new File([Buffer.from([1, 2, 3])], "a.png") });
  expect(asked.at(-1)?.inputs).toEqual({ image: Buffer.from([1, 2, 3]) });
  const large = await hub.nobody.submit(pictures, form, {
    file: new File([Buffer.alloc(11 * 2 ** 20)], "a.png"),
  });
  expect(large.status).toBe(413);
  expect((await hub.nobody.submit(page, form, { text: " " })).status).toBe(400);
});

test("a model that cannot run says why, without the folder's name", async () => {
  answer = ({ folder }) => {
    throw new Error(`no ONNX file in ${folder}; export one first`);
  };
  const tried = await hub.nobody.submit(await hub.nobody.get("/ada/mine"), form);
  expect(tried.text(".result")).toBe("The model cannot run here: no ONNX file in ada/mine; export one first");
  expect(hub.running.errors.splice(0)).toHaveLength(1);
});

test("the page's script gets the answer alone", async () => {
  answer = () => "text";
  const page = await hub.nobody.get("/ada/mine");
  const csrf = page.document.querySelector(`${form} input[name=csrf]`)?.getAttribute("value") ?? "";
  const headers = { accept: "text/x-fragment+html", origin: hub.running.url };
  const body = new URLSearchParams({ csrf, text: "x" });
  const fragment = await hub.nobody.send("/ada/mine/try", { method: "POST", body, headers });
  expect(fragment.html).toBe("<blockquote>text</blockquote>");
});

test("a Hub without a program that runs models says so", async () => {
  await using other = await hubWithPages();
  await other.repo("model", "mine", { "README.md": card("text-classification") });
  expect((await other.nobody.get("/ada/mine")).text(".widget")).toContain(
    "without a program that runs models",
  );
  await other.repo("model", "unknown");
  expect((await other.nobody.get("/ada/unknown")).text(".widget")).toContain("pipeline_tag");
});

test("a private or gated model is tried by those who may have its files", async () => {
  await hub.repo("model", "hidden", { "README.md": card("text-classification") }, { private: true });
  await hub.repo("model", "gated", { "README.md": card("text-classification") }, { gated: "manual" });
  const csrf =
    (await hub.grace.get("/new")).document.querySelector("input[name=csrf]")?.getAttribute("value") ?? "";
  const before = asked.length;
  for (const [id, status] of [
    ["ada/hidden", 404],
    ["ada/gated", 403],
  ] as const) {
    const body = new URLSearchParams({ csrf, text: "x" });
    const answer = await hub.grace.send(`/${id}/try`, {
      method: "POST",
      body,
      headers: { origin: hub.running.url },
    });
    expect(answer.status).toBe(status);
  }
  expect(asked.length).toBe(before);
});

test.each([
  ["[[{ label, score }]]", [[{ label: "A", score: 1 }]], "A"],
  ["labels and scores", { sequence: "x", labels: ["A", "B"], scores: [0.6, 0.4] }, "0.400"],
  ["a filled mask", [{ token_str: "word", sequence: "a word", score: 0.5, token: 1 }], "a word"],
  ["generated text", [{ generated_text: "on and on" }], "<blockquote>on and on"],
  ["entities", [{ entity_group: "PER", word: "Ada", start: 0, end: 3, score: 0.9 }], "Ada <small>PER"],
  ["nothing", [], "found nothing"],
  ["anything else", { dims: [1, 2] }, "dims"],
  ["script", [{ label: "<script>", score: 0.5 }], "&lt;script&gt;"],
])("an answer is shown: %s", (_, given, shown) => {
  expect(String(resultHtml(given, { text: "Ada says" }))).toContain(shown);
});
