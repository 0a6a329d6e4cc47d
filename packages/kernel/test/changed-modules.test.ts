import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openKernel } from "./open-kernel.ts";

test("a changed source file that the kernel has loaded is announced once, with what to do", async () => {
  const kernel = await openKernel();
  const path = join(kernel.folder, "rate.ts");
  writeFileSync(path, "export const rate = 1;\n");
  await kernel.execute(`import { rate } from "./rate.ts";`);
  expect((await kernel.execute("rate")).published.map(([type]) => type)).not.toContain("display_data");
  writeFileSync(path, "export const rate = 2222;\n");
  const { published } = await kernel.execute("rate");
  expect(published).toContainEqual([
    "display_data",
    expect.objectContaining({
      data: expect.objectContaining({
        "text/plain":
          "changed since this kernel loaded it: rate.ts. Restart the kernel to use the new version.",
      }),
    }),
  ]);
  expect((await kernel.execute("rate")).published.map(([type]) => type)).not.toContain("display_data");
});
