import { afterEach, describe, expect, it, vi } from "vitest";
import { TestKernel } from "../test/test-kernel.ts";
import { clearOutput } from "./clear-output.ts";
import { display } from "./display.ts";
import { html } from "./html.ts";
import { jupyterDisplay } from "./mime-bundle.ts";

afterEach(() => vi.restoreAllMocks());

describe("display", () => {
  it("publishes the bundle before it returns, and updates it in place", async () => {
    using kernel = new TestKernel();
    const shown = display(html`<b>1</b>`);
    expect(kernel.texts).toEqual(["1"]);
    const handle = await shown;
    await handle.update("two");
    const [first, second] = kernel.displayed;
    expect(first?.bundle).toEqual({ "text/plain": "1", "text/html": "<b>1</b>" });
    expect(first?.options).toEqual({ displayId: handle.displayId, update: false });
    expect(second?.bundle).toEqual({ "text/plain": "two" });
    expect(second?.options).toEqual({ displayId: handle.displayId, update: true });
  });

  it("marks what differs from run to run, at each update", async () => {
    using kernel = new TestKernel();
    const handle = await display("1 s", { volatile: true });
    await handle.update("2 s");
    const marks = kernel.displayed.map(({ options }) => options.metadata);
    expect(marks).toEqual([{ course: { volatile: true } }, { course: { volatile: true } }]);
  });

  it("waits for a bundle that takes time", async () => {
    using kernel = new TestKernel();
    await display({ [jupyterDisplay]: async () => ({ "text/plain": "late" }) });
    expect(kernel.texts).toEqual(["late"]);
  });

  it("gives every output an id of its own, and an empty bundle of its handle", async () => {
    using _ = new TestKernel();
    const [a, b] = [await display(1), await display(1)];
    expect(a.displayId).not.toBe(b.displayId);
    expect(a[jupyterDisplay]()).toEqual({});
  });

  it("shows any other value as text", async () => {
    using kernel = new TestKernel();
    for (const value of ["a\nb", 1n, null, undefined, { a: [1] }]) await display(value);
    expect(kernel.texts).toEqual(["a\nb", "1n", "null", "undefined", "{ a: [ 1 ] }"]);
  });

  it("prints the text outside a kernel", async () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    await display(html`<p>x</p>`);
    await display({ [jupyterDisplay]: () => ({ "image/png": "AA==" }) });
    clearOutput();
    expect(write.mock.calls.map(([text]) => text)).toEqual(["x\n", "[image/png]\n"]);
  });

  it("passes an error of the value on", async () => {
    const broken = {
      [jupyterDisplay]: () => {
        throw new RangeError("broken");
      },
    };
    await expect(display(broken)).rejects.toThrow(RangeError);
  });
});

describe("clearOutput", () => {
  it("asks the kernel", () => {
    using kernel = new TestKernel();
    clearOutput({ wait: true });
    expect(kernel.cleared).toEqual([{ wait: true }]);
  });
});
