// A learner with a browser: a notebook in Jupyter, a click, and what is recorded.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { findJupyter } from "../src/lab/find-jupyter.ts";
import { jupyterEnvironment } from "../src/lab/jupyter-environment.ts";
import { readEvents } from "../src/progress/index.ts";
import { quiz } from "../src/quiz/index.ts";
import { projectRoot } from "../src/run/project.ts";
import { writeNotebookFile } from "./course-process.ts";

const executablePath = "/usr/bin/chromium";
const jupyter = await findJupyter();
const lacking = [
  // uvx would download it.
  ...(!jupyter || jupyter.command.includes("uvx") ? ["a Jupyter that is installed"] : []),
  ...(existsSync(executablePath) ? [] : ["Chromium in /usr/bin"]),
];
const why = lacking.length > 0 ? ` (skipped: needs ${lacking.join(" and ")})` : "";
const token = "token-of-this-test";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  server.close();
  return port;
}

describe.skipIf(why)(`a quiz in Jupyter${why}`, { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "quiz-in-jupyter-"));
  const root = join(folder, "repository");
  let server: ChildProcess;
  let browser: Browser;
  let origin = "";

  beforeAll(async () => {
    mkdirSync(root);
    symlinkSync(join(projectRoot, "notebooks", "node_modules"), join(folder, "node_modules"), "junction");
    const where = JSON.stringify({ member: "ada", root });
    writeNotebookFile(join(folder, "quiz.ipynb"), [
      `import { exam, quiz } from "@llm-course/course/quiz";\nawait quiz("3.2", ${where})`,
      `await exam(4, ${where})`,
    ]);
    const port = await freePort();
    origin = `http://localhost:${port}`;
    if (!jupyter) throw new Error("no Jupyter");
    server = spawn(
      jupyter.command,
      [
        ...jupyter.args,
        ...[`--port=${port}`, "--no-browser", ...(process.getuid?.() === 0 ? ["--allow-root"] : [])],
        folder,
      ],
      {
        cwd: folder,
        env: jupyterEnvironment({ ...process.env, HOME: folder, JUPYTER_TOKEN: token }),
        stdio: "ignore",
        detached: true,
      },
    );
    while (!(await fetch(`${origin}/api`).catch(() => undefined))?.ok) {
      expect(server.exitCode).toBeNull();
      await sleep(100);
    }
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    if (server?.pid !== undefined && server.exitCode === null) {
      const ended = once(server, "exit");
      process.kill(-server.pid, "SIGTERM");
      await Promise.race([ended, sleep(10_000)]);
      if (server.exitCode === null && server.signalCode === null) process.kill(-server.pid, "SIGKILL");
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it("records the answer that is clicked, and the exam that is handed in", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    const path = jupyter?.kind === "lab" ? "lab/tree" : "notebooks";
    await page.goto(`${origin}/${path}/quiz.ipynb?token=${token}`);
    const cell = page.locator(".jp-CodeCell .cm-content, .code_cell .CodeMirror-code").first();
    await cell.click();
    await page.keyboard.press("Shift+Enter");

    const { questions } = await quiz("3.2", { member: "ada", root });
    const question = questions.find(({ type }) => type === "single");
    const right = question?.choices.find(({ correct }) => correct);
    if (!question || !right) throw new Error("no single question");
    const group = page.getByRole("group", { name: `Question ${question.number} of ${questions.length}` });
    await group.getByRole("radio").nth(question.choices.indexOf(right)).check();
    await group.getByRole("button", { name: "Check" }).click();
    await group.getByText("Recorded for ada.").waitFor();
    expect(await group.getByRole("status").textContent()).toBe("✓ Your answer is right. Recorded for ada.");
    expect(
      (await readEvents({ root })).map(({ member, kind, subject, result }) => [
        member,
        kind,
        subject,
        result,
      ]),
    ).toEqual([["ada", "quiz", "3.2", { question: question.id, choices: [right.index], correct: true }]]);

    await page.locator(".jp-CodeCell .cm-content, .code_cell .CodeMirror-code").nth(1).click();
    await page.keyboard.press("Shift+Enter");
    const exam = page.getByRole("group", { name: /^Exam 4/ });
    await exam.waitFor();
    for (const part of await exam.locator("fieldset").all()) await part.locator("input").first().check();
    await exam.getByRole("button", { name: "Hand in" }).click();
    await exam.getByText("Recorded for ada.").waitFor();
    const [event] = await readEvents({ root, kind: "exam" });
    expect(event).toMatchObject({ subject: "4", member: "ada", result: { seed: "1" } });
    await page.close();
  });
});
