import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { MissingTextAlternativeError, OutputTooLargeError } from "./errors.ts";
import { type Displayable, jupyterDisplay } from "./mime-bundle.ts";
import { palette, plot } from "./plot.ts";

const spec = {
  title: "T < U",
  description: 'bars "a" and <b>',
  data: {
    values: [
      { label: "<script>alert(1)</script>", value: 1 },
      { label: "b", value: 2 },
    ],
  },
  mark: { type: "bar", clip: true },
  encoding: { x: { field: "value", type: "quantitative" }, y: { field: "label", type: "nominal" } },
};
const bundle = async (value: Displayable) => value[jupyterDisplay]();
const svgOf = async (value: Displayable) => String((await bundle(value))["image/svg+xml"]);

describe("plot", () => {
  it("gives Vega-Lite, SVG and text", async () => {
    const shown = await bundle(plot(spec));
    expect(Object.keys(shown)).toEqual(["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]);
    expect(shown["application/vnd.vegalite.v5+json"]).toMatchObject({
      ...spec,
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    });
    expect(shown["text/plain"]).toBe('[plot: T < U: bars "a" and <b>]');
  });

  it("draws an SVG that parses, tells what it shows and holds no script", async () => {
    const { document } = parseHTML(`<html><body>${await svgOf(plot(spec))}</body></html>`);
    expect(document.querySelectorAll("script").length).toBe(0);
    expect(document.querySelector('svg[role="img"]')?.getAttribute("aria-label")).toBe(spec.description);
    expect(document.querySelectorAll('[aria-roledescription="bar"]').length).toBe(2);
    const words = [...document.querySelectorAll("text")].map((element) => element.textContent);
    expect(words).toContain("T < U");
    expect(words).toContain("<script>alert(1)</script>");
  });

  it("draws the same SVG whatever was drawn before, with ids of its own", async () => {
    const first = await svgOf(plot(spec));
    const other = await svgOf(plot({ ...spec, title: "other" }));
    expect(await svgOf(plot(spec))).toBe(first);
    const ids = (svg: string) => [...svg.matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids(first).length).toBeGreaterThan(0);
    expect(ids(first).filter((id) => ids(other).includes(id))).toEqual([]);
    const used = [...first.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]);
    expect(new Set(used)).toEqual(new Set(ids(first)));
  });

  it("leaves room for labels without cutting them", async () => {
    const label = "distilbert-base-uncased-finetuned-sst-2";
    const narrow = { ...spec, data: { values: [{ label, value: 1 }] } };
    expect(await svgOf(plot({ ...narrow, config: { axis: { labelLimit: 300 } } }))).toContain(`>${label}<`);
  });

  it("keeps the specification's own configuration", async () => {
    const config = { range: { category: ["#123456"] }, mark: { color: "#abcdef" } };
    expect((await bundle(plot({ ...spec, config })))["application/vnd.vegalite.v5+json"]).toMatchObject({
      config,
    });
    expect(await svgOf(plot({ ...spec, config }))).toContain("#abcdef");
  });

  it("refuses a plot without words, or with more data than an output may have", () => {
    expect(() => plot({ ...spec, description: " " })).toThrow(MissingTextAlternativeError);
    const values = Array.from({ length: 200_000 }, (_, i) => ({ label: String(i), value: i }));
    expect(() => plot({ ...spec, data: { values } })).toThrow(OutputTooLargeError);
  });

  it("passes on what vega-lite says about a wrong specification", async () => {
    await expect(bundle(plot({ description: "x", nothing: true }))).rejects.toThrow(/Invalid specification/);
  });

  it("has colours with a contrast of 3:1 on white and on the dark themes' grey (WCAG 2.2, 1.4.11)", () => {
    const luminance = (hex: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5]
        .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: string, b: string) => {
      const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (light + 0.05) / (dark + 0.05);
    };
    expect(palette.filter((color) => contrast(color, "#ffffff") < 3)).toEqual([]);
    expect(palette.filter((color) => contrast(color, "#333333") < 3)).toEqual([]);
  });

  it("does not load vega before a plot is shown", async () => {
    const script = `
      const { plot } = await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
      plot({ description: "x" });
      const { registerHooks } = await import("node:module");
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      await import("vega").catch(() => {});
      console.log(loaded.some((url) => url.includes("vega")));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd: import.meta.dirname,
    });
    // Loading it now is the first time.
    expect(stdout.trim()).toBe("true");
  });
});
