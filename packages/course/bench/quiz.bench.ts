// How long a cell with a quiz takes, from the request to its form, in a kernel that is up.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { kernelspecFolder, readKernelspec, startKernel } from "@llm-course/kernel";

const notebooks = resolve(import.meta.dirname, "../../../notebooks");

/** Runs the cells in a new kernel, with a pause before the last one as a reader makes it; the seconds of the last one. */
async function lastCell(pauseMs: number, ...cells: string[]): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), "quiz-bench-"));
  let shown = 0;
  const { session } = await startKernel(await readKernelspec(kernelspecFolder()), {
    cwd: notebooks,
    env: process.env,
    timeoutSeconds: 60,
    stopped: new Promise(() => {}),
    onPublished: ({ header }) => {
      if (header.msg_type === "execute_result") shown = performance.now();
    },
  });
  try {
    let began = 0;
    for (const cell of cells) {
      if (cell === cells.at(-1)) await sleep(pauseMs);
      const code = cell.replace("$", JSON.stringify({ member: "ada", root }));
      began = performance.now();
      const request = session.request("execute_request", { code, silent: false, stop_on_error: true });
      const { content } = await request.reply;
      if (content.status !== "ok") throw new Error(JSON.stringify(content));
      await request.idle;
    }
    return (shown - began) / 1000;
  } finally {
    await session.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

const imports = 'import { quiz } from "@llm-course/course/quiz";';

export default {
  name: "quiz",
  cases: [
    {
      name: "await quiz(…), a second after a cell that imports it",
      ours: () => lastCell(1000, imports, 'await quiz("3.2", $)'),
    },
    {
      name: "await quiz(…), at once after a cell that imports it",
      ours: () => lastCell(0, imports, 'await quiz("3.2", $)'),
    },
    {
      name: "import and await quiz(…) in one cell, the first of a kernel",
      ours: () => lastCell(0, `${imports}\nawait quiz("3.2", $)`),
    },
    {
      name: "await quiz(…), the second quiz of a kernel",
      ours: () => lastCell(0, imports, 'await quiz("3.2", $)', 'await quiz("3.3", $)'),
    },
  ],
};
