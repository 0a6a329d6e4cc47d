import { expect, test } from "vitest";
import { openKernel } from "./open-kernel.ts";

const shown = (bundle: string) => `({ [Symbol.for("Jupyter.display")]: () => (${bundle}) })`;
const published = (bundle: string) =>
  `Reflect.get(globalThis, Symbol.for("llm-course.display")).display(${bundle})`;

test("what cannot be shown fails its cell and nothing else", async () => {
  const kernel = await openKernel();
  await kernel.execute(`const circle: Record<string, unknown> = {}; circle.self = circle;`);
  const bundles = ["null", "'text'", "{ 'a/b': () => 1 }", "{ 'a/b': { n: 1n } }", "{ 'a/b': circle }"];
  for (const code of bundles.flatMap((bundle) => [shown(bundle), published(bundle)])) {
    const { reply } = await kernel.execute(code);
    expect(reply, code).toMatchObject({ status: "error", ename: "MimeBundleError" });
  }
  expect((await kernel.execute(shown("{ 'a/b': { n: [1] } }"))).published.at(-1)?.[1].data).toMatchObject({
    "a/b": { n: [1] },
  });
});

test("a display that never comes is interrupted", async () => {
  const kernel = await openKernel();
  const execution = kernel.execute(`console.log("started"); ${shown("new Promise(() => {})")}`);
  await kernel.printed("started");
  kernel.session.interrupt();
  expect((await execution).reply).toMatchObject({ ename: "KeyboardInterrupt" });
});

test("code that passes the checker but not Node fails its cell, and the kernel goes on", async () => {
  const kernel = await openKernel();
  expect((await kernel.execute("#!/usr/bin/env node\n1")).reply).toMatchObject({ ename: "SyntaxError" });
  expect((await kernel.execute("class A { accessor x = 1 }")).reply).toMatchObject({ ename: "SyntaxError" });
  expect((await kernel.execute("1")).reply.status).toBe("ok");
});

test("prints what throws when it is read", async () => {
  const kernel = await openKernel();
  const { published } = await kernel.execute(`
    const thrower = () => { throw new Error("read"); };
    console.log(new Proxy([1], { get: thrower }), { get type(): string { return thrower(); }, dims: [] });`);
  expect(published).toContainEqual([
    "stream",
    { name: "stdout", text: "[ 1 ] { type: [Getter], dims: [] }\n" },
  ]);
});
