import { join } from "node:path";
import { kernelspecFolder, readKernelspec, startKernel } from "@llm-course/kernel";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../src/run/project.ts";

/** A kernel as in a learner's notebook. */
async function openKernel() {
  let shown = "";
  const printed = Promise.withResolvers<void>();
  const { session } = await startKernel(await readKernelspec(kernelspecFolder()), {
    cwd: join(projectRoot, "notebooks"),
    env: { ...process.env, COURSE_HEADLESS: "1" },
    timeoutSeconds: 60,
    stopped: new Promise(() => {}),
    onPublished({ header, content }) {
      if (header.msg_type === "stream") printed.resolve();
      if (header.msg_type === "execute_result") shown = JSON.stringify(content.data);
    },
  });
  onTestFinished(() => session.stop());
  const execute = (code: string) => {
    const request = session.request("execute_request", { code, silent: false, stop_on_error: true });
    return request.reply.then(({ content }) => content);
  };
  return { session, execute, printed: printed.promise, shown: () => shown };
}

// The time limit of a check is a timer, and no timer runs within a loop: what ends it is the kernel's interrupt.
test.each([
  ["at once", "() => { console.log('started'); for (;;); }"],
  ["after an await", "async () => { await 1; console.log('started'); for (;;); }"],
])(
  "an answer that loops for ever, %s, ends with the kernel's interrupt, and leaves nothing",
  async (_, answer) => {
    const { session, execute, printed, shown } = await openKernel();
    const setup = `
      import { checkAnswer, exercise } from "@llm-course/course/exercises";
      const texts = { id: "", title: "", prompt: "", hints: [], solution: "notebooks/solutions/x.ts" as const };
      const check = async (answer: () => unknown) => void (await answer());
      const loops = ${answer};`;
    expect(await execute(setup)).toMatchObject({ status: "ok" });
    const checking = execute("await checkAnswer({ ...texts, timeLimit: 300, check }, loops)");
    await Promise.race([printed, checking]);
    session.interrupt();
    expect(await checking).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    // The time limit passes, and is nobody's error.
    const later = await execute("await new Promise((resolve) => setTimeout(resolve, 500));");
    expect(later).toMatchObject({ status: "ok" });
    expect(await execute(`(await exercise("2.5.2").check((rows) => rows)).status`)).toMatchObject({
      status: "ok",
    });
    expect(shown()).toContain("wrong");
  },
  30_000,
);
