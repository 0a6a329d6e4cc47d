import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { html } from "./html.ts";
import { type Displayable, jupyterDisplay, type MimeBundle } from "./mime-bundle.ts";
import { table } from "./table.ts";

const bundle = (value: Displayable) => value[jupyterDisplay]() as MimeBundle;
const text = (value: Displayable) => String(bundle(value)["text/plain"]);
const element = (value: Displayable) =>
  parseHTML(`<html><body>${bundle(value)["text/html"]}</body></html>`).document;
const cells = (value: Displayable) =>
  [...element(value).querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent),
  );

describe("table", () => {
  it("aligns text left and numbers right", () => {
    const scores = [
      { model: "bert", accuracy: 0.9, parameters: 110_000_000n },
      { model: "gpt2", accuracy: 0.8725, parameters: 124_000_000n },
    ];
    expect(text(table(scores, { caption: "Scores" }))).toBe(
      [
        "Scores",
        "model  accuracy  parameters",
        "─────  ────────  ──────────",
        "bert     0.9000   110000000",
        "gpt2     0.8725   124000000",
      ].join("\n"),
    );
    const styles = [...element(table(scores)).querySelectorAll("tbody tr:first-child td")].map(
      (cell) => cell.getAttribute("style") ?? "",
    );
    expect(styles.map((style) => /text-align:right;font-variant-numeric:tabular-nums/.test(style))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("has a caption, column headers and no script or fixed colour", () => {
    const page = element(table([{ a: 1, b: "x" }], { caption: "C" }));
    expect(page.querySelector("table > caption")?.textContent).toBe("C");
    expect(
      [...page.querySelectorAll("thead th")].map((th) => [th.textContent, th.getAttribute("scope")]),
    ).toEqual([
      ["a", "col"],
      ["b", "col"],
    ]);
    expect(page.body.innerHTML).not.toMatch(/<script|:white;|#fff|black|color:/);
  });

  it("escapes names, values and caption", () => {
    const attack = "<img src=x onerror=alert(1)>";
    const page = element(table([{ [attack]: attack }], { caption: attack }));
    expect(page.querySelectorAll("img").length).toBe(0);
    expect(page.querySelector("td")?.textContent).toBe(attack);
    expect(page.querySelector("th")?.textContent).toBe(attack);
  });

  it("puts html values in as markup and as text", () => {
    const value = table([{ a: html`<b>${"<"}</b>` }]);
    expect(element(value).querySelector("td b")?.textContent).toBe("<");
    expect(text(value)).toBe("a\n─\n<");
  });

  it("cuts after maxRows and says how many rows are left out", () => {
    const value = table(
      Array.from({ length: 25 }, (_, i) => [i]),
      { maxRows: 2 },
    );
    expect(text(value)).toBe("0\n─\n0\n1\n… 23 more");
    expect(element(value).querySelector("tfoot td")?.textContent).toBe("… 23 more");
    expect(cells(table(Array.from({ length: 25 }, (_, i) => [i]))).length).toBe(20);
  });

  it("says that there are no rows", () => {
    expect(text(table([]))).toBe("no rows");
    expect(text(table([], { columns: ["a", "b"], caption: "C" }))).toBe("C\na  b\n─  ─\nno rows");
  });

  it("leaves missing places of ragged rows empty", () => {
    expect(cells(table([[1, 2, 3], [4], []]))).toEqual([
      ["1", "2", "3"],
      ["4", "", ""],
      ["", "", ""],
    ]);
    expect(cells(table<object>([{ a: 1 }, { b: 2 }]))).toEqual([
      ["1", ""],
      ["", "2"],
    ]);
  });

  it("takes typed arrays and other iterables as rows", () => {
    expect(cells(table([new Float32Array([0.5, 2]), new Float32Array([1, 3])]))).toEqual([
      ["0.5", "2"],
      ["1.0", "3"],
    ]);
    expect(cells(table(new Set([{ a: 1 }])))).toEqual([["1"]]);
  });

  it.each([
    [null, "null"],
    [undefined, ""],
    [12345678901234567890n, "12345678901234567890"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [0.123456, "0.1235"],
    [2e-5, "2.00e-5"],
    [true, "true"],
    [new Date("2026-03-01"), "2026-03-01"],
    [new Date("2026-03-01T10:20:30Z"), "2026-03-01T10:20:30.000Z"],
    [new Date("never"), "invalid date"],
    [[1, "a", null, 4, 5], "[1, a, null, 4, …]"],
    [new Float32Array([0.5, 1]), "Float32Array(2) [0.5, 1]"],
    [{ dims: [1, 2], data: new Float32Array(2), type: "float32" }, "float32[1, 2] [0, 0]"],
    [{ a: 1 }, "{ a: 1 }"],
  ])("writes %s as %s", (value, written) => {
    expect(cells(table([{ value }]))).toEqual([[written]]);
  });

  it("keeps columns of numbers with gaps numeric, with equal decimals", () => {
    expect(cells(table([[1], [null], [0.25], [Number.NaN], [1e-6]]))).toEqual([
      ["1.00"],
      ["null"],
      ["0.25"],
      ["NaN"],
      ["1.00e-6"],
    ]);
  });

  it("chooses, orders and formats columns", () => {
    const value = table([{ a: 0.5, b: 2, c: null as number | null }], {
      columns: ["c", "a"],
      formats: { a: (ratio) => `${ratio * 100} %`, c: (count) => count?.toFixed(1) ?? "none" },
    });
    expect(text(value)).toBe("c        a\n────  ────\nnone  50 %");
  });

  it("names the places of arrays", () => {
    expect(text(table([[1, 2]], { columns: ["first", "second"] })).split("\n")[0]).toBe("first  second");
  });

  it("counts columns as a terminal does and writes control characters out", () => {
    const lines = text(
      table([
        ["中文", 1],
        ["e\u0301", 2],
        ["a\n\x1b[31m", 3],
      ]),
    ).split("\n");
    expect(lines.slice(2)).toEqual(["中文         1", "e\u0301            2", "a\\n\\x1B[31m  3"]);
  });

  it("cuts long values in the text only", () => {
    const value = table([["x".repeat(100)]]);
    expect(text(value).split("\n")[2]).toBe(`${"x".repeat(59)}…`);
    expect(cells(value)).toEqual([["x".repeat(100)]]);
  });
});
