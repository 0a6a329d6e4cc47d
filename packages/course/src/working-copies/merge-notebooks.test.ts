import type { Cell, CodeCell, Notebook } from "@llm-course/kernel";
import { describe, expect, test } from "vitest";
import { randomNumbers } from "../cells/random.fixture.ts";
import { baseOf, CONFLICT } from "./cell-hash.ts";
import { mergeNotebooks } from "./merge-notebooks.ts";

const code = (id: string, source: string, output?: string): CodeCell => ({
  cell_type: "code",
  execution_count: output === undefined ? null : 1,
  id,
  metadata: {},
  outputs: output === undefined ? [] : [{ output_type: "stream", name: "stdout", text: output }],
  source,
});
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
const merge = (base: Notebook, mine: Notebook, theirs: Notebook) =>
  mergeNotebooks({ base: baseOf(base), mine, theirs });
const sources = ({ cells }: Notebook): string[] => cells.map(({ source }) => source);

const [a, b, c, d] = [code("a", "1"), code("b", "2"), code("c", "3"), code("d", "4")] as const;
const base = notebook(a, b, c, d);

describe("one side changed", () => {
  test("their change is taken, my outputs of other cells stay", () => {
    const mine = notebook(code("a", "1", "one"), code("b", "2", "two"), c, d);
    const { notebook: merged, changes } = merge(base, mine, notebook(a, code("b", "22"), c, d));
    expect(merged.cells).toEqual([code("a", "1", "one"), code("b", "22"), c, d]);
    expect(changes).toEqual({ taken: ["b"], added: [], deleted: [], conflicts: [] });
  });

  test("outputs stay where only tags changed, and so does what front ends keep", () => {
    const mine = notebook({ ...code("a", "1", "one"), metadata: { collapsed: true, tags: [] } }, b, c, d);
    const theirs = notebook({ ...a, metadata: { tags: ["check"] } }, b, c, d);
    expect(merge(base, mine, theirs).notebook.cells[0]).toEqual({
      ...code("a", "1", "one"),
      metadata: { collapsed: true, tags: ["check"] },
    });
  });

  test("mine stays; a cell they added comes behind its predecessor and my notes on that", () => {
    const mine = notebook(a, code("b", "mine"), code("my-1", "note"), code("my-2", "note"), c, d);
    const merged = merge(base, mine, notebook(a, b, code("new", "new"), c, d)).notebook;
    expect(sources(merged)).toEqual(["1", "mine", "note", "note", "new", "3", "4"]);
  });

  test("cells are deleted and moved by either side", () => {
    expect(sources(merge(base, notebook(a, c, d), notebook(a, b, d)).notebook)).toEqual(["1", "4"]);
    expect(sources(merge(base, notebook(d, a, b, c), notebook(b, a, c, d)).notebook)).toEqual([
      "4",
      "2",
      "1",
      "3",
    ]);
    expect(
      sources(merge(base, notebook(a, code("my", "m"), b, c, d), notebook(c, a, b, d)).notebook),
    ).toEqual(["3", "1", "m", "2", "4"]);
  });

  test("what Jupyter and the runner do to a file is no change: keys in another order, line ends, cost line", () => {
    const cost = "\n\n<!-- cost: written by the runner -->\n\n*Takes 1 s.*\n\n<!-- /cost -->";
    const title = { cell_type: "markdown" as const, id: "t", metadata: {}, source: `# T\r\ntext${cost}` };
    const check = { ...a, metadata: { course: { section: "1.1", covers: ["C01-01"] } } };
    const saved = { ...a, metadata: { course: { covers: ["C01-01"], section: "1.1" } } };
    const mine = notebook({ ...title, source: "# T\ntext" }, saved);
    const { changes } = merge(notebook(title, check), mine, notebook({ ...title, source: "# U" }, check));
    expect(changes).toMatchObject({ taken: ["t"], conflicts: [] });
  });
});

describe("conflicts", () => {
  const mine = notebook(a, code("b", "mine", "out"), c, d);
  const theirs = notebook(a, code("b", "theirs"), c, d);
  const once = merge(base, mine, theirs);

  test("both versions are kept, marked, mine with its outputs and its id", () => {
    expect(once.changes.conflicts).toEqual(["b"]);
    const [, note, own, other] = once.notebook.cells;
    expect(note).toMatchObject({ cell_type: "markdown", id: "b--note", metadata: { tags: [CONFLICT] } });
    expect(note?.source).toMatch(/Both you and the course changed this cell/);
    expect(own).toEqual({ ...code("b", "mine", "out"), metadata: { tags: [CONFLICT] } });
    expect(other).toEqual({ ...code("b--theirs", "theirs"), metadata: { tags: [CONFLICT] } });
    expect(sources(once.notebook)).toHaveLength(6);
  });

  test("the same change on both sides is none", () => {
    expect(merge(base, theirs, theirs)).toMatchObject({
      notebook: theirs,
      changes: { conflicts: [], taken: [] },
    });
  });

  test("a person decides, and the next update knows", () => {
    const again = (cells: Cell[], now = theirs) => merge(theirs, notebook(...cells), now).notebook.cells;
    const [first, note, own, other, ...rest] = once.notebook.cells as [Cell, Cell, Cell, Cell, ...Cell[]];
    expect(again([first, own, ...rest])).toEqual(mine.cells);
    expect(again([first, other, ...rest])).toEqual(theirs.cells);
    const newer = notebook(a, code("b", "newer"), c, d);
    expect(again([first, other, ...rest], newer)).toEqual(newer.cells);
    // Not decided yet, and they change it once more: one note, and the newer version.
    expect(again([first, note, own, other, ...rest], newer).map(({ source }) => source)).toEqual(
      sources(once.notebook).with(3, "newer"),
    );
    const edited = { ...other, source: "theirs, edited by me" };
    expect(again([first, note, own, edited, ...rest], newer).map(({ source }) => source)).toEqual(
      expect.arrayContaining(["mine", "theirs, edited by me", "newer"]),
    );
  });

  test("a cell deleted by one side and changed by the other stays, marked", () => {
    const deletedByThem = merge(base, mine, notebook(a, c, d));
    expect(deletedByThem.changes.conflicts).toEqual(["b"]);
    expect(deletedByThem.notebook.cells[1]?.source).toContain("You changed this cell, the course deleted it");
    const deletedByMe = merge(base, notebook(a, c, d), theirs);
    expect(deletedByMe.changes.conflicts).toEqual(["b"]);
    expect(sources(deletedByMe.notebook).slice(1, 3)).toEqual([
      expect.stringContaining("You deleted"),
      "theirs",
    ]);
  });

  test("without a base whatever differs is kept twice, and nothing deleted", () => {
    const { notebook: merged, changes } = mergeNotebooks({
      base: [],
      mine,
      theirs: notebook(a, code("b", "2"), c),
    });
    expect(changes.conflicts).toEqual(["b"]);
    expect(sources(merged)).toEqual(["1", expect.stringContaining("Conflict"), "mine", "2", "3", "4"]);
  });
});

describe("ids", () => {
  const long = (end: string) =>
    `${"a-long-id-that-tells-what-the-cell-is-about-".repeat(2).slice(0, 64 - end.length)}${end}`;
  const ids = ({ cells }: Notebook) => cells.map(({ id }) => id);
  const expectValid = (merged: Notebook) => {
    for (const id of ids(merged)) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(new Set(ids(merged)).size).toBe(ids(merged).length);
  };
  const cells = (source: string) => [code(long("1"), source), code(long("2"), source)];

  test("of long cells that begin alike stay valid, apart, and known", () => {
    const theirs = notebook(...cells("theirs"));
    const { notebook: merged, changes } = merge(
      notebook(...cells("old")),
      notebook(...cells("mine")),
      theirs,
    );
    expect(changes.conflicts).toEqual([long("1"), long("2")]);
    expect(merged.cells).toHaveLength(6);
    expectValid(merged);
    // Only theirs is kept: it is the cell from now on.
    const kept = notebook(...merged.cells.filter(({ source }) => source === "theirs"));
    expect(merge(theirs, kept, theirs).notebook.cells).toEqual(theirs.cells);
    expect(merge(theirs, merged, theirs).notebook).toEqual(merged);
  });

  test("of a conflict that one side has committed as it is do not come twice", () => {
    const unresolved = merge(
      base,
      notebook(a, code("b", "mine"), c, d),
      notebook(a, code("b", "theirs"), c, d),
    );
    const newer = notebook(a, code("b", "newer"), c, d);
    for (const [mine, theirs] of [
      [newer, unresolved.notebook],
      [unresolved.notebook, newer],
      [unresolved.notebook, merge(base, newer, notebook(a, code("b", "other"), c, d)).notebook],
    ] as const) {
      const { notebook: merged } = merge(base, mine, theirs);
      expectValid(merged);
      expect(sources(merged)).toEqual(expect.arrayContaining(["mine", "theirs", "newer"]));
      expect(ids(merged).filter((id) => id === "b--note")).toHaveLength(1);
    }
  });

  test("of a second version are known as well, and two that are kept stay two", () => {
    const tagged = (id: string, source: string) => ({ ...code(id, source), metadata: { tags: [CONFLICT] } });
    const theirs = notebook(a, code("b", "2"), c, d);
    const one = merge(theirs, notebook(a, tagged("b--theirs-2", "newer"), c, d), theirs).notebook;
    expect(one.cells[1]).toEqual(code("b", "newer"));
    const both = [tagged("b--theirs", "first"), tagged("b--theirs-2", "second")];
    const two = merge(theirs, notebook(a, ...both, c, d), theirs).notebook;
    expectValid(two);
    expect(sources(two)).toEqual(["1", "first", "second", "3", "4"]);
  });
});

/** A few random edits; every source is new, so that it can be found again. */
function edit({ cells }: Notebook, random: (n: number) => number, name: string): Notebook {
  const result = [...cells];
  const edits = random(7);
  for (let i = 0; i < edits; i++) {
    const at = random(result.length + 1);
    const old = result[at];
    const kind = random(5);
    if (kind === 0 || !old) result.splice(at, 0, code(`${name}-${i}`, `added by ${name} ${i}`));
    else if (kind === 1) result.splice(at, 1);
    else if (kind === 2) result.splice(random(result.length), 0, ...result.splice(at, 1));
    else result[at] = { ...old, source: `changed by ${name} ${i}` };
  }
  return notebook(...result);
}

test("random edits: every cell is what a table of the three versions says, and nothing of mine is lost", () => {
  const random = randomNumbers(5);
  for (let round = 0; round < 1_500; round++) {
    const old = notebook(...Array.from({ length: 1 + random(8) }, (_, i) => code(`c${i}`, `cell ${i}`)));
    const mine = edit(old, random, "me");
    const theirs = edit(old, random, "them");
    const { notebook: merged, changes } = merge(old, mine, theirs);
    const ids = merged.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);

    const of = (version: Notebook, id: string) => version.cells.find((cell) => cell.id === id)?.source;
    const all = new Set([...old.cells, ...mine.cells, ...theirs.cells].map(({ id }) => id));
    for (const id of all) {
      const [o, m, t] = [of(old, id), of(mine, id), of(theirs, id)];
      const expected = m === t || t === o ? [m] : m === o ? [t] : [m, t];
      const found = merged.cells.filter((cell) => cell.id === id || cell.id === `${id}--theirs`);
      expect(
        found.map(({ source }) => source),
        JSON.stringify({ id, o, m, t }),
      ).toEqual(expected.filter((source) => source !== undefined));
      expect(changes.conflicts.includes(id)).toBe(expected.length > 1);
    }
    // The order is mine where they moved nothing of it, and theirs where I did not.
    if (JSON.stringify(mine) === JSON.stringify(old)) expect(merged).toEqual(theirs);
    if (JSON.stringify(theirs) === JSON.stringify(old)) expect(merged).toEqual(mine);
    const order = (version: Notebook) => version.cells.map(({ id }) => id).filter((id) => ids.includes(id));
    const inOld = order(old).filter((id) => of(mine, id) !== undefined && of(theirs, id) !== undefined);
    const only = (list: string[]) => list.filter((id) => inOld.includes(id));
    if (only(order(theirs)).join() === inOld.join()) expect(only(ids)).toEqual(only(order(mine)));
    if (only(order(mine)).join() === inOld.join()) expect(only(ids)).toEqual(only(order(theirs)));

    const again = merge(theirs, merged, theirs);
    expect(again.notebook).toEqual(merged);
    // Two updates later everything of mine is still there.
    let [later, before] = [merged, theirs];
    for (const name of ["them-2", "them-3"]) {
      const next = edit(before, random, name);
      [later, before] = [merge(before, later, next).notebook, next];
    }
    const texts = new Set(sources(later));
    const lost = sources(mine).filter((source) => source.includes("by me ") && !texts.has(source));
    expect(lost).toEqual([]);
  }
});
