import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkpoint } from "@llm-course/hub";
import { ensureGpt2Tokenizer, ensureMiniLm } from "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  attentionMasks,
  type BeamRun,
  beamTree,
  cachePicture,
  maskPicture,
  samplingExplorer,
  tokenizerPlayground,
} from "../src/index.ts";
import { jupyterDisplay, type MimeBundle } from "../src/mime-bundle.ts";
import { randomTexts } from "../src/pictures/random-texts.fixture.ts";
import { nextToken } from "../src/pictures/shared/next-token.ts";
import { percent, samplingRows } from "../src/pictures/shared/sampling-rows.ts";
import { htmlOf, noChromium, openChromium, openPage } from "./chromium.ts";

const hostile = "</script><img src=x onerror=alert(1)><script>alert(2)</script>";

const logits = Float32Array.from({ length: 40 }, (_, id) => 3 * Math.sin(id * id));
const tokens = Array.from({ length: 40 }, (_, id) => (id === 5 ? hostile : `t${id}`));
const explorer = () => samplingExplorer({ logits, tokens, prompt: hostile, inputIds: [3, 4], rows: 10 });

const node = { parent: -1, step: 1, token: hostile, score: -1, state: "beam" } as const;
const run = (numBeams: number): BeamRun => ({
  ...{ numBeams, prompt: hostile, best: 1 },
  nodes: [node, { ...node, parent: 0, step: 2, state: "finished", finalScore: -0.75 }],
});

describe.skipIf(noChromium)(`pictures in Chromium${noChromium}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it.each([
    ["MiniLM", ensureMiniLm],
    ["GPT-2", ensureGpt2Tokenizer],
    ["english", async () => (await checkpoint("llm-course/english")).path],
  ])(
    "the playground has the tokens, ids and offsets of %s for any text, in at most 400 kB",
    async (_, folderOf) => {
      const folder = await folderOf();
      const json = JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8"));
      const markup = htmlOf(tokenizerPlayground(json, { text: hostile }));
      expect(markup.length).toBeLessThan(400_000);
      const { page, misdeeds } = await openPage(browser, markup);
      const texts = [hostile, ...randomTexts(3, 12)].map((text) =>
        text.replace(/\r\n?|\0|\p{Surrogate}/gu, " "),
      );
      const tokenizer = await AutoTokenizer.fromPretrained(folder);
      const expected = await tokenizer(texts, { returnOffsetsMapping: true });
      for (const [row, text] of texts.entries()) {
        await page.getByRole("textbox", { name: "Text" }).fill(text);
        const labels = await page
          .locator(".lcp-chip")
          .evaluateAll((chips) => chips.map((chip) => chip.getAttribute("aria-label")));
        const wanted = expected.tokens(row).map((token, i) => {
          const [start, end] = expected.offset_mapping?.[row]?.[i] ?? [];
          return `token ${i}: ${token}, id ${expected.input_ids[row]?.[i]}, offsets ${start}–${end}`;
        });
        expect({ text, labels }).toEqual({ text, labels: wanted });
      }
      expect(await page.locator(".lcp img, .lcp script").count()).toBe(0);
      expect(misdeeds).toEqual([]);
      await page.close();
    },
  );

  it("the playground counts, and its tokens are reached and read by keyboard", async () => {
    const json = JSON.parse(readFileSync(join(await ensureMiniLm(), "tokenizer.json"), "utf8"));
    const { page } = await openPage(browser, htmlOf(tokenizerPlayground(json, { text: "unbelievably 🤗" })));
    await page.getByRole("status").filter({ hasText: "token" }).waitFor();
    expect(await page.getByRole("status").textContent()).toBe("8 tokens, 14 characters");
    await page.getByRole("checkbox", { name: "add special tokens" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const details = page.locator(".lcp-details");
    expect(await details.textContent()).toBe("token ##bel, id 8671, offsets 2–5: unbelievably␣🤗");
    expect(await details.locator("mark").textContent()).toBe("bel");
    await page.keyboard.press("End");
    expect(await details.textContent()).toBe("token [SEP], id 102, offsets 0–0");
    await page.getByRole("checkbox").uncheck();
    expect(await page.getByRole("status").textContent()).toBe("6 tokens, 14 characters");
    await page.getByText("As a table").click();
    expect(await page.getByRole("row").nth(1).allInnerTexts()).toEqual(["0\tun\t4895\t0–2\tun"]);
    await page.close();
  });

  it("the explorer shows what sampling leaves, and draws the same tokens again", async () => {
    const { page, misdeeds } = await openPage(browser, htmlOf(explorer()));
    const settings = { temperature: 0.7, topK: 0, topP: 0.6, minP: 0.05, repetitionPenalty: 1.5 };
    const sliders = { temperature: 0.7, "top-p": 0.6, "min-p": 0.05, "repetition penalty": 1.5 };
    for (const [name, value] of Object.entries(sliders))
      await page.getByRole("slider", { name, exact: true }).fill(String(value));
    const next = nextToken(logits, [3, 4], settings);
    const rows = samplingRows(next, new Map(tokens.entries()), 10);
    const shown = await page
      .locator("tbody tr")
      .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
    expect(shown).toEqual(
      rows.map(({ label, before, after, status }) => {
        const name = label.replaceAll(" ", label.includes("other") ? " " : "␣");
        return [name, "", percent(before), after === 0 ? "0" : percent(after), status, ""];
      }),
    );
    const kept = next.cuts.filter((cut) => !cut).length;
    expect(await page.getByRole("status").textContent()).toContain(`${kept} of 40 tokens may be drawn`);
    const drawn = async () => {
      await page.getByRole("button", { name: "Draw 100" }).click();
      return page.locator("tbody td:last-child").allTextContents();
    };
    const first = await drawn();
    const sum = first.reduce((total, text) => total + (Number.parseInt(text, 10) || 0), 0);
    expect(sum).toBe(100);
    await page.getByRole("button", { name: "Reset draws" }).click();
    expect(await drawn()).toEqual(first);
    expect(misdeeds).toEqual([]);
    await page.close();
  });

  it("the tree follows the slider and the choice", async () => {
    const { page, misdeeds } = await openPage(browser, htmlOf(beamTree([run(1), run(2)])));
    const status = page.getByRole("status");
    expect(await status.textContent()).toContain("Found, with score -0.75:");
    expect(await page.locator(".lcp svg path").count()).toBe(2);
    await page.getByRole("slider", { name: "steps" }).focus();
    await page.keyboard.press("ArrowLeft");
    expect(await status.textContent()).toBe("After step 1: 1 beam");
    expect(await page.locator(".lcp svg path").count()).toBe(1);
    await page.getByRole("combobox", { name: "search with" }).selectOption("1 beam (greedy)");
    expect(await page.locator(".lcp svg path").count()).toBe(2);
    expect(await page.locator(".lcp img, .lcp script").count()).toBe(0);
    expect(misdeeds).toEqual([]);
    await page.close();
  });

  it("several stand on one page, the same one twice, and leave no names behind", async () => {
    const [one, other] = [htmlOf(explorer()), htmlOf(beamTree([run(2)]))];
    const { page, misdeeds } = await openPage(browser);
    const names = () => page.evaluate(() => Object.keys(globalThis));
    const before = await names();
    await page.close();
    const full = await openPage(browser, one + other + one);
    expect(await full.page.getByRole("slider").count()).toBe(5 + 1 + 5);
    const first = full.page.getByRole("button", { name: "Draw 100" }).first();
    await first.click();
    const tables = full.page.locator("table.lcp-bars");
    expect(await tables.nth(0).textContent()).toContain("×");
    expect(await tables.nth(1).textContent()).not.toContain("×");
    expect(await full.page.evaluate(() => Object.keys(globalThis))).toEqual(before);
    expect([...misdeeds, ...full.misdeeds]).toEqual([]);
    await full.page.close();
  });

  it("runs where a front end runs the scripts itself, before it puts the output in", async () => {
    const { page, misdeeds } = await openPage(browser, "<main></main>");
    const show = `(markup) => {
      const main = document.createElement("div");
      main.innerHTML = markup;
      for (const old of main.querySelectorAll("script")) {
        const script = document.createElement("script");
        script.text = old.textContent;
        document.body.append(script);
        script.remove();
      }
      document.querySelector("main").append(main);
    }`;
    await page.evaluate(`(${show})(${JSON.stringify(htmlOf(explorer()))})`);
    await page.getByRole("slider", { name: "temperature" }).waitFor();
    expect(await page.getByRole("slider").count()).toBe(5);
    expect(misdeeds).toEqual([]);
    await page.close();
  });

  it("draws SVG that is well formed, whatever the text", async () => {
    const text = `${hostile}\0\u0007\ud800\uffff\n&amp;`;
    const json = JSON.parse(readFileSync(join(await ensureMiniLm(), "tokenizer.json"), "utf8"));
    const mask = attentionMasks.causal(1);
    const pictures = [
      tokenizerPlayground(json, { text, name: text }),
      samplingExplorer({ logits: [1, 2], tokens: [text, "b"], prompt: text }),
      beamTree([{ ...run(1), prompt: text, nodes: run(1).nodes.map((each) => ({ ...each, token: text })) }]),
      maskPicture([{ title: text, mask, queries: [text] }]),
      cachePicture({ prompt: [text], generated: [text] }),
    ];
    const { page } = await openPage(browser);
    for (const picture of pictures) {
      const svg = JSON.stringify((picture[jupyterDisplay]() as MimeBundle)["image/svg+xml"]);
      const parsed = `new DOMParser().parseFromString(${svg}, "image/svg+xml").querySelector("parsererror")?.textContent`;
      expect(await page.evaluate(parsed)).toBeUndefined();
    }
    await page.close();
  });

  it("shows the picture and its words where scripts do not run", async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.setContent(htmlOf(explorer()));
    const picture = page.getByRole("img");
    expect(await picture.getAttribute("alt")).toContain("The probabilities of the token after");
    const box = await picture.boundingBox();
    expect(box?.width).toBe(760);
    await page.close();
  });
});
