import { expect, test } from "vitest";
import { openKernel } from "./open-kernel.ts";

test("an error after a cell's end is published for that cell and fails the next one, which names the culprit", async () => {
  const kernel = await openKernel();
  const first = await kernel.execute(
    `setTimeout(() => { console.log("now"); throw new Error("late"); }, 20);`,
  );
  expect(first.reply.status).toBe("ok");
  await kernel.printed("now");
  const second = await kernel.execute(`console.log("ran"); 42`);
  expect(second.reply).toMatchObject({
    status: "error",
    ename: "LateCellError",
    evalue: "cell 1 failed after it had ended: Error: late",
  });
  // The cell itself was not skipped.
  expect(second.published).toContainEqual(["stream", { name: "stdout", text: "ran\n" }]);
  const late = kernel.messages.find((m) => m.header.msg_type === "error");
  expect(late?.content.evalue).toBe("late");
  expect((await kernel.execute("1")).reply.status).toBe("ok");
});

test("a late rejection while another cell runs fails that cell at its end", async () => {
  const kernel = await openKernel();
  await kernel.execute(
    `void (async () => { await new Promise((r) => setTimeout(r, 30)); throw new TypeError("gone"); })();`,
  );
  const second = await kernel.execute("await new Promise((r) => setTimeout(r, 120)); console.log('end');");
  expect(second.reply).toMatchObject({ ename: "LateCellError", evalue: expect.stringContaining("cell 1") });
  expect(second.published).toContainEqual(["stream", { name: "stdout", text: "end\n" }]);
});

test("requests that wait behind a failing one are aborted only when it asked for that", async () => {
  const kernel = await openKernel();
  const all = (stop_on_error: boolean) =>
    Promise.all([
      kernel.execute("await new Promise((r) => setTimeout(r, 50)); throw new Error('x');", { stop_on_error }),
      kernel.execute("1", { stop_on_error }),
    ]);
  expect((await all(false)).map((e) => e.reply.status)).toEqual(["error", "ok"]);
  expect((await all(true)).map((e) => e.reply.status)).toEqual(["error", "aborted"]);
  expect((await kernel.execute("1")).reply.status).toBe("ok");
});
