import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder, writeKernelspec } from "../../test/workspace.ts";
import { KernelspecError } from "./errors.ts";
import { readKernelspec } from "./read-kernelspec.ts";

describe("readKernelspec", () => {
  it("expands the folder and fills in what may be left out", async () => {
    const argv = ["{resource_dir}/node", "{resource_dir}/a:{resource_dir}/b", "{connection_file}"];
    const folder = writeKernelspec(temporaryFolder(), "mine", { argv });
    expect(await readKernelspec(folder)).toEqual({
      name: "mine",
      display_name: "mine",
      language: "any",
      argv: [`${folder}/node`, `${folder}/a:${folder}/b`, "{connection_file}"],
      interrupt_mode: "signal",
      env: {},
    });
  });

  it.each([
    ["no file", undefined, /kernel\.json \(ENOENT\); got/],
    ["no JSON", "{", /kernel\.json \(not JSON\); got/],
    ["no argv", '{"display_name":"x","language":"x"}', /invalid kernelspec: argv: /],
    ["an empty argv", '{"argv":[],"display_name":"x","language":"x"}', /invalid kernelspec: argv: /],
    [
      "an unknown interrupt mode",
      '{"argv":["x"],"display_name":"x","language":"x","interrupt_mode":"telepathy"}',
      /invalid kernelspec: interrupt_mode: /,
    ],
  ])("refuses a folder with %s", async (_, text, message) => {
    const folder = temporaryFolder();
    if (text !== undefined) writeFileSync(join(folder, "kernel.json"), text);
    await expect(readKernelspec(folder)).rejects.toThrow(KernelspecError);
    await expect(readKernelspec(folder)).rejects.toThrow(message);
  });
});
