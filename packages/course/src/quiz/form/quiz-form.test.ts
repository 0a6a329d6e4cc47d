import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examNote } from "../exam/exam.ts";
import { examOf } from "../exam/exam-of.ts";
import { findQuiz } from "../find-quiz.ts";
import { type ShownQuestion, showQuestions } from "../shown-question.ts";
import { buildFormScript, builtScript } from "./build-form-script.ts";
import { formHtml } from "./form-html.ts";
import { inlineHtml } from "./markdown-html.ts";

const executablePath = "/usr/bin/chromium";
const noChromium = existsSync(executablePath) ? "" : " (skipped: no Chromium in /usr/bin)";

const hostile = "</script><img src=x onerror=alert(1)><script>alert(2)</script>";
const text = { title: "Quiz 3.2", how: 'Answer with `answer(1, "a")`.', note: examNote };
const choice = { text: hostile, correct: false, why: hostile };
const questions = showQuestions(
  [
    {
      id: "one",
      type: "single",
      prompt: hostile,
      choices: [choice, { ...choice, text: "b", correct: true }],
    },
    {
      ...{ id: "several", type: "multiple", prompt: "Several" },
      choices: [{ ...choice, correct: true }, choice, { ...choice, text: "third", correct: true }],
    },
  ],
  "seed",
);
const rightLetters = (question: ShownQuestion | undefined) =>
  question?.choices.filter(({ correct }) => correct).map(({ letter }) => letter) ?? [];

describe("the form's script", () => {
  const built = readFileSync(builtScript, "utf8");

  it("is what its source gives; if not, run write-form-script.ts", () => {
    expect(built).toBe(`${buildFormScript()}\n`);
  });

  it("is one expression that can stand in a script element, and evaluates nothing", () => {
    expect(() => new Function(`return (${built})`)).not.toThrow();
    expect(built).not.toMatch(/<\/script|<!--|\bimport\b|\beval\b|innerHTML/i);
  });

  it("is well typed for browsers", { timeout: 60_000 }, () => {
    const path = fileURLToPath(new URL("../page/tsconfig.json", import.meta.url));
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
    const config = ts.getParsedCommandLineOfConfigFile(path, {}, host);
    expect(config?.fileNames.length).toBeGreaterThan(0);
    const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(messages).toEqual([]);
  });
});

describe.skipIf(noChromium)(`the form in Chromium${noChromium}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let misdeeds: string[] = [];
  beforeAll(async () => {
    // Chromium's sandbox refuses to run for root, as whom CI runs.
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    page.on("pageerror", (error) => misdeeds.push(error.message));
    page.on("dialog", (dialog) => {
      misdeeds.push("dialog");
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (!request.url().startsWith("data:")) misdeeds.push(request.url());
    });
  });
  afterAll(() => browser?.close());

  async function show(markup: string) {
    misdeeds = [];
    await page.setContent(
      `<!doctype html><html lang="en"><title>Outputs</title><body>${markup}</body></html>`,
    );
  }
  const group = (name: string) => page.getByRole("group", { name });
  const letter = (name: string, label: string) =>
    group(name).locator("label", { hasText: new RegExp(`^\\s*${label}\\.`) });

  it("grades an answer, explains each choice, and says how to record it", async () => {
    await show(formHtml(questions, { kind: "quiz", subject: "3.2" }, text));
    const first = group("Question 1 of 2");
    await first.getByRole("button", { name: "Check" }).click();
    expect(await first.getByRole("status").textContent()).toBe("Choose an answer first.");
    const [right = ""] = rightLetters(questions[0]);
    const wrong = right === "a" ? "b" : "a";
    await letter("Question 1 of 2", wrong).click();
    await first.getByRole("button", { name: "Check" }).click();
    await first.getByText(/Not recorded/).waitFor();
    expect(await first.getByRole("status").textContent()).toBe(
      `✗ Your answer is not right. Not recorded from here; record it in a cell: (await quiz("3.2")).answer(1, "${wrong}")`,
    );
    expect(await first.locator(".lcq-why").count()).toBe(2);
    await letter("Question 1 of 2", right).click();
    expect(await first.locator(".lcq-why").count()).toBe(0);
    await first.getByRole("button", { name: "Check" }).click();
    expect(await first.getByRole("status").textContent()).toContain("✓ Your answer is right.");
    expect(await page.locator(".lcq-total").textContent()).toBe("1 right of 1 answered, 2 in all");
    expect(await page.locator(".lcq img").count()).toBe(0);
    expect(misdeeds).toEqual([]);
  });

  it("needs all right choices where several are right, by keyboard", async () => {
    await show(formHtml(questions, { kind: "quiz", subject: "3.2" }, text));
    const second = group("Question 2 of 2");
    const boxes = second.getByRole("checkbox");
    const right = rightLetters(questions[1]);
    await boxes.first().focus();
    for (const label of ["a", "b", "c"]) {
      if (right.includes(label)) await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    expect(await second.getByRole("status").textContent()).toContain("✓ Your answer is right.");
    await boxes.first().press("Space");
    await second.getByRole("button").click();
    expect(await second.getByRole("status").textContent()).toContain("✗ Your answer is not right.");
  });

  it("may be in a page twice", async () => {
    const markup = formHtml(questions, { kind: "quiz", subject: "3.2" }, text);
    await show(markup + markup);
    const [one, other] = [group("Question 1 of 2").nth(0), group("Question 1 of 2").nth(1)];
    await one.getByRole("radio").first().check();
    await other.getByRole("radio").first().check();
    expect(await one.getByRole("radio").first().isChecked()).toBe(true);
    await one.getByRole("button").click();
    expect(await other.getByRole("status").textContent()).toBe("");
  });

  it("is an exam that says nothing until all is handed in", async () => {
    const { chapter, seed, needed, questions: drawn } = examOf(4, "1");
    await show(formHtml(drawn, { kind: "exam", subject: String(chapter), seed, needed }, text));
    expect(await page.getByRole("button").count()).toBe(1);
    await page.getByRole("button", { name: "Hand in" }).click();
    const status = page.locator(".lcq-total");
    expect(await status.textContent()).toContain(`Not answered yet: 1, 2, 3`);
    for (const question of drawn)
      for (const right of rightLetters(question))
        await letter(`Question ${question.number} of ${drawn.length}`, right).click();
    expect(await page.locator(".lcq-why").count()).toBe(0);
    await page.getByRole("button", { name: "Hand in" }).click();
    await page.getByText(/Not recorded/).waitFor();
    expect(await status.textContent()).toContain(
      `${drawn.length} of ${drawn.length}: passed, ${needed} are needed.`,
    );
    expect(await page.locator(".lcq-why").count()).toBeGreaterThan(drawn.length);
    expect(await page.getByRole("button").isDisabled()).toBe(true);
  });

  describe("when the kernel does not answer", () => {
    const endpoint = { url: "http://127.0.0.1:9", token: "token" };
    /** What the kernel is told, and what it says: gone, or a message. */
    let bodies: unknown[] = [];
    let says: string | undefined;
    beforeAll(() =>
      page.route(`${endpoint.url}/**`, async (route) => {
        bodies.push(route.request().postDataJSON());
        if (says === undefined) return route.abort();
        const headers = { "access-control-allow-origin": "*" };
        await route.fulfill({ json: { message: says }, headers });
      }),
    );
    afterAll(() => page.unroute(`${endpoint.url}/**`));
    /** The output of the cell, run again: the page stays. */
    async function rerun(markup: string) {
      await page.locator("body").evaluate((body, html) => {
        const output = body.ownerDocument.createElement("div");
        body.replaceChildren(output);
        output.append(body.ownerDocument.createRange().createContextualFragment(html));
      }, markup);
    }

    it("keeps an answer of a quiz until it is recorded, also in the form of a cell that is run again", async () => {
      [bodies, says] = [[], undefined];
      const markup = formHtml(questions, { kind: "quiz", subject: "9.1", endpoint }, text);
      await show(markup);
      const first = group("Question 1 of 2");
      const status = first.getByRole("status");
      const again = first.getByRole("button", { name: "Try again" });
      expect(await again.isVisible()).toBe(false);
      const [right = ""] = rightLetters(questions[0]);
      await letter("Question 1 of 2", right).click();
      await first.getByRole("button", { name: "Check" }).click();
      await again.waitFor();
      expect(await status.textContent()).toMatch(
        /^✓ Your answer is right\. Not recorded, since .* does not answer/,
      );
      await again.click();
      await first.getByText(/does not answer/).waitFor();
      await rerun(markup);
      expect(await status.textContent()).toBe("✓ Your answer is right. Not recorded yet.");
      says = "Recorded for ada.";
      await again.click();
      await first.getByText("Recorded for ada.").waitFor();
      expect(await again.isVisible()).toBe(false);
      const index = questions[0]?.choices.find(({ correct }) => correct)?.index;
      expect(bodies).toEqual(Array(3).fill({ quiz: "9.1", question: "one", choices: [index] }));
      await rerun(markup);
      expect(await first.getByRole("radio", { checked: true }).count()).toBe(0);
      // An answer that was changed is not the one to try again.
      says = undefined;
      await letter("Question 1 of 2", right).click();
      await first.getByRole("button", { name: "Check" }).click();
      await again.waitFor();
      await letter("Question 1 of 2", right === "a" ? "b" : "a").click();
      expect(await again.isVisible()).toBe(false);
    });

    it("keeps the answers of an exam, which cannot be changed once the key is shown", async () => {
      [bodies, says] = [[], undefined];
      const markup = formHtml(
        questions,
        { kind: "exam", subject: "9", seed: "1", needed: 2, endpoint },
        text,
      );
      await show(markup);
      for (const { number } of questions) await letter(`Question ${number} of 2`, "a").click();
      await page.getByRole("button", { name: "Hand in" }).click();
      const again = page.getByRole("button", { name: "Try again" });
      await again.waitFor();
      expect(await page.locator(".lcq-total").textContent()).toMatch(/ of 2: .*Not recorded, since /);
      expect(await page.locator("input:enabled").count()).toBe(0);
      await rerun(markup);
      expect(await page.locator("input:enabled").count()).toBe(0);
      says = "Recorded for ada.";
      await again.click();
      await page.getByText("Recorded for ada.").waitFor();
      expect(await again.isDisabled()).toBe(true);
      const answers = Object.fromEntries(questions.map(({ id, choices }) => [id, [choices[0]?.index]]));
      expect(bodies).toEqual(Array(2).fill({ chapter: 9, seed: "1", answers }));
    });
  });

  it("names each control, and each question by its text", async () => {
    await show(
      formHtml(showQuestions(findQuiz("3.2").questions, ""), { kind: "quiz", subject: "3.2" }, text),
    );
    const tree = await page.locator(".lcq").first().ariaSnapshot();
    expect(tree).not.toMatch(/- (radio|checkbox|button)( \[checked\])?$/m);
    const described = await page
      .locator("fieldset")
      .evaluateAll((all) =>
        all.map(
          (one) => one.ownerDocument.getElementById(one.getAttribute("aria-describedby") ?? "")?.textContent,
        ),
      );
    expect(described.every((words) => (words ?? "").trim().length > 0)).toBe(true);
  });
});

it("shows raw HTML of the bank as it is written", () => {
  expect(inlineHtml("a <b> & `<c>`")).toBe("a &#60;b&#62; &amp; <code>&lt;c&gt;</code>");
});
