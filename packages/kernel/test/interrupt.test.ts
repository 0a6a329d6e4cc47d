import { mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GraphBuilder, writeOnnx } from "@llm-course/onnx";
import { expect, test } from "vitest";
import { openKernel, type TestKernel } from "./open-kernel.ts";

/** Starts a cell, interrupts it when it has printed "started", and gives the reply. */
async function interrupted(kernel: TestKernel, code: string) {
  const execution = kernel.execute(code);
  await kernel.printed("started");
  kernel.session.interrupt();
  return (await execution).reply;
}

const interruptedReply = { status: "error", ename: "KeyboardInterrupt" };

test("a synchronous loop is interrupted; variables stay, and the next cell runs", async () => {
  const kernel = await openKernel();
  const reply = await interrupted(kernel, `let n = 0; console.log("started"); while (true) n++;`);
  expect(reply).toMatchObject(interruptedReply);
  expect((await kernel.execute("n > 1000")).published).toContainEqual([
    "execute_result",
    expect.objectContaining({ data: { "text/plain": "true" } }),
  ]);
});

test("a synchronous loop after an await is interrupted", async () => {
  const kernel = await openKernel();
  const reply = await interrupted(kernel, `await 1; console.log("started"); for (;;);`);
  expect(reply).toMatchObject(interruptedReply);
  expect((await kernel.execute("1")).reply.status).toBe("ok");
});

test("a cell that waits forever is interrupted", async () => {
  const kernel = await openKernel();
  const reply = await interrupted(kernel, `console.log("started"); await new Promise(() => {});`);
  expect(reply).toMatchObject(interruptedReply);
});

test("an asynchronous loop does not go on after its interrupt, while other code does", async () => {
  const kernel = await openKernel();
  await kernel.execute(`let server = 0; setInterval(() => { server++; }, 5);`);
  const loop = `
    let steps = 0;
    const step = async () => { await new Promise((r) => setTimeout(r, 5)); steps++; };
    console.log("started");
    for (;;) await step();`;
  expect(await interrupted(kernel, loop)).toMatchObject(interruptedReply);
  await kernel.execute("const before = [steps, server]; await new Promise((r) => setTimeout(r, 200));");
  const { published } = await kernel.execute("[steps === before[0], server > before[1]]");
  expect(published.at(-1)?.[1].data).toEqual({ "text/plain": "[ true, true ]" });
});

test("a loop in a timer that outlived its cell is interrupted", async () => {
  const kernel = await openKernel();
  await kernel.execute(`setTimeout(() => { console.log("started"); for (;;); }, 1);`);
  await kernel.printed("started");
  const next = kernel.execute("1");
  kernel.session.interrupt();
  await sleep(100);
  kernel.session.interrupt();
  expect(["ok", "error"]).toContain((await next).reply.status);
  expect((await kernel.execute("2")).reply.status).toBe("ok");
});

test("inside a long native session.run the cell ends soon, and the next one starts when the call returns", async () => {
  const kernel = await openKernel();
  linkPackage("onnxruntime-node", kernel.folder);
  await writeOnnx(join(kernel.folder, "slow.onnx"), matMulChain(200));
  await kernel.execute(`
    import { InferenceSession, Tensor } from "onnxruntime-node";
    const session = await InferenceSession.create("slow.onnx");
    const run = (n: number) => session.run({ x: new Tensor("float32", new Float32Array(n * n), [n, n]) });
    let returned = false;
    await run(512);
    const from = performance.now();
    await run(512);
    // The time grows with the third power: about eight seconds.
    const size = Math.round(512 * Math.cbrt(8_000 / (performance.now() - from)));`);
  const from = performance.now();
  const reply = await interrupted(kernel, `console.log("started"); await run(size); returned = true;`);
  const untilReply = performance.now() - from;
  expect(reply).toMatchObject(interruptedReply);
  expect(String(reply.evalue)).toContain("native call");
  const next = await kernel.execute("returned");
  expect(next.published.at(-1)?.[1].data).toEqual({ "text/plain": "false" });
  expect(performance.now() - from).toBeGreaterThan(untilReply);
}, 60_000);

test("interrupting an idle kernel does nothing", async () => {
  const kernel = await openKernel();
  kernel.session.interrupt();
  await kernel.session.usage();
  expect((await kernel.execute("1 + 1")).published.at(-1)?.[1].data).toEqual({ "text/plain": "2" });
});

/** x · x · … · x, one native call that takes as long as the size of x makes it. */
function matMulChain(length: number) {
  const graph = new GraphBuilder("slow");
  const x = graph.input("x", "float32", ["n", "n"]);
  let y = x;
  for (let i = 0; i < length; i++) y = graph.add("MatMul", [y, x]);
  graph.output("y", y, "float32", ["n", "n"]);
  return graph.build().model;
}

/** Makes a dependency of this package importable from a folder, as a package manager would. */
function linkPackage(name: string, folder: string): void {
  mkdirSync(join(folder, "node_modules"));
  const path = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  symlinkSync(path, join(folder, "node_modules", name), "junction");
}
