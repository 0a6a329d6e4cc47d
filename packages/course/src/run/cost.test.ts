import { expect, test } from "vitest";
import { costChanged, roundCost, withCost, withoutCost } from "./cost.ts";

const cost = { seconds: 90, memoryMb: 1300, downloadMb: 0 };

test("figures are rounded up", () => {
  expect(roundCost({ seconds: 70.2, peakRssMb: 1201, downloadedBytes: 0 })).toEqual(cost);
  expect(roundCost({ seconds: 3, peakRssMb: 87.5, downloadedBytes: 12_345_678 })).toEqual({
    seconds: 10,
    memoryMb: 100,
    downloadMb: 20,
  });
});

test.each([
  [{ seconds: 80, peakRssMb: 1250 }, false],
  [{ seconds: 112, peakRssMb: 1600 }, false],
  [{ seconds: 121, peakRssMb: 1300 }, true],
  [{ seconds: 90, peakRssMb: 1700 }, true],
  [{ seconds: 90, peakRssMb: 1300, downloadedBytes: 9e6 }, false],
  [{ seconds: 90, peakRssMb: 1300, downloadedBytes: 11e6 }, true],
  [{ seconds: 90, peakRssMb: 870 }, true],
])("a cost is rewritten only when it moved by more than a quarter and a step: %o", (usage, changed) => {
  expect(costChanged(cost, usage)).toBe(changed);
});

test("a figure at the border of two steps does not go to and fro", () => {
  const stored = roundCost({ seconds: 5, peakRssMb: 301 });
  expect(costChanged(stored, { seconds: 5, peakRssMb: 299 })).toBe(false);
  expect(costChanged(stored, { seconds: 5, peakRssMb: 199 })).toBe(true);
});

test("the cost line is put at the end of the text and replaced there", () => {
  const first = withCost("# Setup\n\nWelcome.\n", cost, 2);
  expect(first).toMatch(
    /^# Setup\n\nWelcome\.\n\n<!-- .* -->\n\n\*Takes about 1\.5 minutes, 1\.3 GB of memory, nothing to download/,
  );
  const second = withCost(first, { seconds: 20, memoryMb: 300, downloadMb: 40 }, 2);
  expect(second).toContain("20 seconds, 300 MB of memory, 40 MB to download");
  expect(second).not.toContain("1.5 minutes");
  expect(withoutCost(second)).toBe("# Setup\n\nWelcome.");
});

test("text written after the cost line stays", () => {
  expect(withoutCost(`${withCost("# Setup", cost, 2)}\n\nMore.`)).toBe("# Setup\n\nMore.");
});
