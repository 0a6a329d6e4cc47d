// Random chains of transforms, beside the same chain on plain arrays.
import { expect, test } from "vitest";
import { type Dataset, fromRows, NumpyRandom, type Row } from "../src/index.ts";
import { workspace } from "./load/workspace.ts";

const chains = Number(process.env.DATASETS_CHAINS ?? 500);

workspace();

type State = { readonly dataset: Dataset; readonly rows: readonly Row[] };
interface Step {
  readonly name: string;
  readonly fits: (rows: readonly Row[]) => boolean;
  readonly apply: (state: State, random: NumpyRandom) => Promise<State>;
}

const has =
  (...columns: string[]) =>
  (rows: readonly Row[]) =>
    rows.length > 0 && columns.every((name) => name in (rows[0] as Row));
const hasTags = (rows: readonly Row[]) => Array.isArray(rows[0]?.tags);
const drop = (row: Row, ...names: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
const pick = <Item>(items: readonly Item[], random: NumpyRandom) =>
  items[random.interval(items.length - 1)] as Item;

function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

const steps: readonly Step[] = [
  {
    name: "select",
    fits: (rows) => rows.length > 0,
    apply: async ({ dataset, rows }, random) => {
      const chosen = Array.from({ length: random.interval(rows.length) }, () =>
        random.interval(rows.length - 1),
      );
      return { dataset: dataset.select(chosen), rows: chosen.map((i) => rows[i] as Row) };
    },
  },
  {
    name: "shuffle",
    fits: () => true,
    apply: async ({ dataset, rows }, random) => {
      const seed = random.interval(1000);
      const order = new NumpyRandom(seed).permutation(rows.length);
      return { dataset: dataset.shuffle({ seed }), rows: Array.from(order, (i) => rows[i] as Row) };
    },
  },
  {
    name: "sort",
    fits: has("group", "score"),
    apply: async ({ dataset, rows }, random) => {
      const reverse = random.interval(1) === 1;
      const sorted = [...rows].sort(
        (a, b) => compare(a.group, b.group) || compareScores(a.score, b.score, reverse),
      );
      return { dataset: await dataset.sort(["group", "score"], { reverse: [false, reverse] }), rows: sorted };
    },
  },
  {
    name: "filter by function",
    fits: has("id"),
    apply: async ({ dataset, rows }, random) => {
      const [divisor, rest] = [2 + random.interval(2), random.interval(1)];
      const keeps = (row: Row) => Number(row.id) % divisor !== rest;
      return { dataset: await dataset.filter(keeps), rows: rows.filter(keeps) };
    },
  },
  {
    name: "filter by SQL",
    fits: has("score"),
    apply: async ({ dataset, rows }, random) => {
      const limit = random.interval(60);
      const kept = rows.filter(({ score }) => score !== null && (score as number) > limit);
      return { dataset: await dataset.filter(`score > ${limit}`), rows: kept };
    },
  },
  {
    name: "map rows",
    fits: has("id", "text"),
    apply: async ({ dataset, rows }) => {
      const call = (row: Row) => ({ id: Number(row.id) + 1, length: (row.text as string).length });
      return { dataset: await dataset.map(call), rows: rows.map((row) => ({ ...row, ...call(row) })) };
    },
  },
  {
    name: "map batches to other rows",
    fits: (rows) => has("id")(rows) && hasTags(rows),
    apply: async ({ dataset, rows }, random) => {
      const batchSize = 1 + random.interval(20);
      const call = ({ id, tags }: { id: number[]; tags: string[][] }) => ({
        id: tags.flatMap((list, i) => list.map(() => id[i])),
        tag: tags.flat(),
      });
      const removeColumns = dataset.columnNames;
      const mapped = await dataset.map(call, { batched: true, batchSize, removeColumns });
      const expected = rows.flatMap(({ id, tags }) => (tags as string[]).map((tag) => ({ id, tag })));
      return { dataset: mapped, rows: expected };
    },
  },
  {
    name: "rename",
    fits: has("text"),
    apply: async ({ dataset, rows }) => ({
      dataset: dataset.renameColumn("text", "sentence"),
      rows: rows.map((row) => ({ ...drop(row, "text"), sentence: row.text })),
    }),
  },
  {
    name: "remove",
    fits: has("id", "score"),
    apply: async ({ dataset, rows }) => ({
      dataset: dataset.removeColumns("score"),
      rows: rows.map((row) => drop(row, "score")),
    }),
  },
  {
    name: "add",
    fits: (rows) => has("id")(rows) && !("extra" in (rows[0] as Row)),
    apply: async ({ dataset, rows }) => ({
      dataset: await dataset.addColumn(
        "extra",
        rows.map((_, i) => i / 2),
      ),
      rows: rows.map((row, i) => ({ ...row, extra: i / 2 })),
    }),
  },
  {
    name: "explode",
    fits: hasTags,
    apply: async ({ dataset, rows }) => ({
      dataset: await dataset.explode("tags"),
      rows: rows.flatMap((row) =>
        (row.tags as string[]).map((tag) => ({ ...drop(row, "tags"), tags: tag as unknown })),
      ),
    }),
  },
  {
    name: "flatten",
    fits: has("place"),
    apply: async ({ dataset, rows }) => ({
      dataset: await dataset.flatten(),
      rows: rows.map(({ place, ...row }) => {
        const { city, zip } = place as { city: string; zip: number };
        return { ...row, "place.city": city, "place.zip": zip };
      }),
    }),
  },
  {
    name: "split",
    fits: (rows) => rows.length > 8,
    apply: async ({ dataset, rows }, random) => {
      const seed = random.interval(100);
      const { train } = await dataset.trainTestSplit({ testSize: 0.25, seed });
      const test = Math.ceil(0.25 * rows.length);
      const order = new NumpyRandom(seed).permutation(rows.length).slice(test);
      return { dataset: train, rows: Array.from(order, (i) => rows[i] as Row) };
    },
  },
  {
    name: "shard",
    fits: (rows) => rows.length > 8,
    apply: async ({ dataset, rows }, random) => {
      const index = random.interval(2);
      const part = dataset.shard({ numShards: 3, index, contiguous: false });
      return { dataset: part, rows: rows.filter((_, i) => i % 3 === index) };
    },
  },
  {
    name: "flatten indices",
    fits: () => true,
    apply: async ({ dataset, rows }) => ({ dataset: await dataset.flattenIndices(), rows }),
  },
];

function compareScores(a: unknown, b: unknown, reverse: boolean): number {
  if (a === null || b === null) return compare(a, b);
  return reverse ? compare(b, a) : compare(a, b);
}

function someRows(random: NumpyRandom): Row[] {
  const letters = ["a", "b", "ö", "日", "😀", '"', "'", ",", "\n"];
  const word = () => Array.from({ length: random.interval(4) }, () => pick(letters, random)).join("");
  return Array.from({ length: 1 + random.interval(60) }, (_, id) => ({
    id,
    group: pick(["x", "y", null], random),
    score: random.interval(4) === 0 ? null : random.interval(100) + 0.5,
    text: word(),
    tags: Array.from({ length: random.interval(3) }, word),
    place: { city: word(), zip: random.interval(99) },
  }));
}

test(`${chains} random chains give what plain arrays give`, async () => {
  for (let seed = 0; seed < chains; seed++) {
    const random = new NumpyRandom(seed);
    const rows = someRows(random);
    let state: State = { dataset: await fromRows(rows), rows };
    const names: string[] = [];
    for (let count = 1 + random.interval(4); count > 0; count--) {
      const step = pick(
        steps.filter(({ fits }) => fits(state.rows)),
        random,
      );
      names.push(step.name);
      state = await step.apply(state, random);
    }
    const chain = `seed ${seed}: ${names.join(", ")}`;
    expect(await state.dataset.toRows(), chain).toEqual(state.rows);
    if (state.rows.length > 0) expect(await state.dataset.at(-1), chain).toEqual(state.rows.at(-1));
  }
}, 600_000);
