import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { type ProgressState, progressHtml, progressText } from "./progress-view.ts";

const state: ProgressState = {
  label: "Training",
  unit: "steps",
  completed: 30,
  total: 120,
  elapsed: 60,
  status: "running",
};
const bar = (changes: Partial<ProgressState>) =>
  parseHTML(`<html><body>${progressHtml({ ...state, ...changes })}</body></html>`).document;

describe("progressText", () => {
  it.each([
    [{}, "Training: 30/120 steps (25 %), 0.50 steps/s, 3:00 min left"],
    [{ elapsed: 7200 }, "Training: 30/120 steps (25 %), 0.0042 steps/s, 6:00:00 h left"],
    [{ label: "", total: undefined, elapsed: 6 }, "30 steps, 5.0 steps/s"],
    [{ completed: 0, total: 0, status: "done" as const, elapsed: 0 }, "Training: 0/0 steps in 0.0 s"],
    [{ status: "stopped" as const, elapsed: 61 }, "Training: stopped at 30/120 steps after 1:01 min"],
  ])("%j", (changes, text) => {
    expect(progressText({ ...state, ...changes })).toBe(text);
  });
});

describe("progressHtml", () => {
  it("tells assistive technology the values", () => {
    const element = bar({}).querySelector('[role="progressbar"]');
    expect(element?.getAttribute("aria-label")).toBe("Training");
    expect(element?.getAttribute("aria-valuemin")).toBe("0");
    expect(element?.getAttribute("aria-valuemax")).toBe("120");
    expect(element?.getAttribute("aria-valuenow")).toBe("30");
    expect(element?.querySelector("div")?.getAttribute("style")).toContain("width:25.0%");
  });

  it("has no values while the total is unknown", () => {
    const element = bar({ total: undefined }).querySelector('[role="progressbar"]');
    expect(element?.hasAttribute("aria-valuenow")).toBe(false);
    expect(element?.getAttribute("aria-valuetext")).toBe("Training: 30 steps, 0.50 steps/s");
  });

  it("escapes the label and stays a bar past its total", () => {
    const page = bar({ label: '"><script>x</script>', completed: 240 });
    expect(page.querySelector("script")).toBeNull();
    expect(page.querySelector('[role="progressbar"] div')?.getAttribute("style")).toContain("width:100.0%");
  });

  it("says everything in text when styles are stripped", () => {
    expect(bar({}).body.textContent).toBe(progressText(state));
  });
});
