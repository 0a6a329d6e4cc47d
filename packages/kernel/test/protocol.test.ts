import { expect, test } from "vitest";
import { openKernel } from "./open-kernel.ts";

test("answers what frontends ask besides execution", async () => {
  const kernel = await openKernel();
  const ask = async (type: string, content = {}) =>
    (await kernel.session.request(type, content).reply).content;
  expect(await ask("kernel_info_request")).toMatchObject({
    status: "ok",
    language_info: { name: "typescript" },
  });
  expect(await ask("comm_info_request")).toEqual({ status: "ok", comms: {} });
  expect(await ask("history_request", { hist_access_type: "tail", n: 1 })).toEqual({
    status: "ok",
    history: [],
  });
  const usage = await kernel.session.usage();
  expect(usage.peakBytes).toBeGreaterThan(50e6);
  expect(usage.downloadedBytes).toBe(0);
});

test("execution counts, execute_input and silent requests follow the protocol", async () => {
  const kernel = await openKernel();
  const first = await kernel.execute("1");
  expect(first.published.map(([type]) => type)).toEqual(["execute_input", "execute_result"]);
  expect(first.reply).toMatchObject({ status: "ok", execution_count: 1, payload: [], user_expressions: {} });
  const silent = await kernel.execute("2", { silent: true });
  expect(silent.published).toEqual([]);
  expect((await kernel.execute("3")).reply.execution_count).toBe(2);
});

test("a malformed or unknown request is dropped, and the kernel goes on", async () => {
  const kernel = await openKernel();
  void kernel.session.request("execute_request", { code: 7 });
  void kernel.session.request("no_such_request", {});
  void kernel.session.request("complete_request", { code: "x", cursor_pos: -1 });
  expect((await kernel.execute("1")).reply.status).toBe("ok");
});

test("prints a hundred thousand lines without losing one", async () => {
  const kernel = await openKernel();
  const { published } = await kernel.execute("for (let i = 0; i < 100_000; i++) console.log(i);");
  const lines = published
    .filter(([type]) => type === "stream")
    .map(([, content]) => content.text)
    .join("");
  expect(lines).toBe(Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(""));
});

test("ends by itself when asked to, also in the middle of a loop", async () => {
  const kernel = await openKernel();
  void kernel.execute("console.log('started'); for (;;);");
  await kernel.printed("started");
  void kernel.session.request("shutdown_request", {});
  const end: unknown = await kernel.session.broken.catch((error: unknown) => error);
  expect(String(end)).toContain("killed by SIGKILL");
  expect(JSON.stringify(end)).not.toContain("server thread failed");
});
