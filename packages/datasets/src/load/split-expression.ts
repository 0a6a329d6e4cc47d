import { DatasetArgumentError, SplitError } from "../errors.ts";

/** A part of a split: rows from `from` up to `to`, in rows or in hundredths; negative ones count from the end. */
export interface SplitPart {
  readonly split: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly unit: "rows" | "%";
  readonly rounding: "closest" | "pct1_dropremainder";
}

const part = /^(?<split>[\w.-]+)(?:\[(?<from>-?[\d_]+%?)?:(?<to>-?[\d_]+%?)?\])?(?:\((?<rounding>[^)]*)\))?$/;

/**
 * What a split means: `train`, `train[:10%]`, `train[10:20]+test`, `train[-5:]`, `train[:1%](pct1_dropremainder)`, or `all`.
 *
 * @throws SplitError for what is none of these
 */
export function parseSplit(expression: string): SplitPart[] {
  return expression.split("+").map((text) => {
    const groups = part.exec(text.trim())?.groups;
    if (!groups)
      throw new SplitError(
        'a split such as "train", "train[:10%]" or "train[10:20]+test" expected',
        expression,
      );
    const { split = "", from, to, rounding = "closest" } = groups;
    if (rounding !== "closest" && rounding !== "pct1_dropremainder")
      throw new SplitError("the rounding closest or pct1_dropremainder expected", expression);
    const bounds = [from, to].filter((bound) => bound !== undefined);
    const isPercent = bounds.some((bound) => bound.endsWith("%"));
    if (isPercent && bounds.some((bound) => !bound.endsWith("%")))
      throw new SplitError("both bounds in rows or both in % expected", expression);
    const [start, end] = [from, to].map((bound) =>
      bound === undefined ? undefined : Number(bound.replace(/[_%]/g, "")),
    );
    if (isPercent && [start, end].some((bound) => Math.abs(bound ?? 0) > 100))
      throw new SplitError("bounds from -100% to 100% expected", expression);
    return { split, from: start, to: end, unit: isPercent ? "%" : "rows", rounding };
  });
}

/**
 * Which rows a part has of a split's, as Python's `datasets` counts them.
 *
 * @throws DatasetArgumentError for `pct1_dropremainder` of fewer than 100 rows
 */
export function rangeOf(
  { from, to, unit, rounding }: SplitPart,
  numRows: number,
): [start: number, end: number] {
  const rowsOf = (bound: number) => {
    if (unit === "rows") return bound;
    if (rounding === "closest") return roundHalfEven((bound * numRows) / 100);
    if (numRows < 100)
      throw new DatasetArgumentError(
        "100 rows or more expected for pct1_dropremainder, use closest",
        numRows,
      );
    return bound * Math.trunc(numRows / 100);
  };
  const clamp = (bound: number) => Math.min(numRows, bound < 0 ? Math.max(0, numRows + bound) : bound);
  const start = clamp(from === undefined ? 0 : rowsOf(from));
  const end = clamp(to === undefined ? numRows : rowsOf(to));
  return [start, Math.max(start, end)];
}

/** Python's `round`. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
