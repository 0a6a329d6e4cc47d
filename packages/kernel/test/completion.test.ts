import { expect, test } from "vitest";
import { openKernel, type TestKernel } from "./open-kernel.ts";

async function ask(kernel: TestKernel, type: "complete" | "inspect" | "is_complete", marked: string) {
  const at = marked.indexOf("|");
  const code = marked.replace("|", "");
  return (
    await kernel.session.request(`${type}_request`, {
      code,
      cursor_pos: [...marked.slice(0, at)].length,
      detail_level: 0,
    }).reply
  ).content;
}

test("completes members, names of earlier cells and Node's modules", async () => {
  const kernel = await openKernel();
  await kernel.execute(
    `interface Person { name: string; age: number }\nconst person: Person = { name: "Ada", age: 36 };`,
  );
  expect(await ask(kernel, "complete", "person.|")).toMatchObject({
    matches: ["age", "name"],
    cursor_start: 7,
    cursor_end: 7,
  });
  expect(await ask(kernel, "complete", "const x = pers|;")).toMatchObject({
    matches: ["person"],
    cursor_start: 10,
    cursor_end: 14,
  });
  expect((await ask(kernel, "complete", `import fs from "node:f|"`)).matches).toContain("node:fs");
  // Jupyter counts code points, JavaScript UTF-16 units.
  expect(await ask(kernel, "complete", `"😀"; person.na|`)).toMatchObject({
    matches: ["name"],
    cursor_start: 12,
    cursor_end: 14,
  });
  expect((await ask(kernel, "complete", "nothingLikeThis|")).matches).toEqual([]);
});

test("inspects types and documentation, also while a cell runs", async () => {
  const kernel = await openKernel();
  await kernel.execute(
    "/** How many tokens fit.\n * @param model which model */\nfunction limit(model: string): number { return model.length; }",
  );
  const running = kernel.execute("await new Promise((r) => setTimeout(r, 1_000));");
  const info = await ask(kernel, "inspect", "lim|it('a')");
  expect(info.found).toBe(true);
  const text = (info.data as Record<string, string>)["text/plain"];
  expect(text).toMatch(/^limit\(model: string\): number\n/);
  expect(text).toContain("How many tokens fit.");
  expect(text).toContain("@param");
  expect((await running).reply.status).toBe("ok");
  expect(await ask(kernel, "inspect", "  |  ")).toMatchObject({ found: false });
});

test("says whether a console should ask for more lines", async () => {
  const kernel = await openKernel();
  expect(await ask(kernel, "is_complete", "1 + 1|")).toEqual({ status: "complete" });
  expect(await ask(kernel, "is_complete", "function f() {|")).toEqual({ status: "incomplete", indent: "  " });
});
