// Search among embeddings of 100,000 sentences: HNSW beside our exact search and beside faiss. Set VECTOR_BENCH_ROWS for
// fewer. Recall is that of the exact search's ten nearest; a graph that misses more than it may is a failure.
import { spawnSync } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BatchNeighbours, ExactIndex, HnswIndex, type VectorIndex } from "@llm-course/datasets";
import { benchFolder, dimensions, embeddingsFile, sentenceEmbeddings } from "./sentence-embeddings.ts";

const rows = Number(process.env.VECTOR_BENCH_ROWS ?? 100_000);
const asked = 200;
const k = 10;
const leastRecall = 0.98;
const settings = { metric: "inner_product", m: 16, efConstruction: 128, efSearch: 192 } as const;

const queries = once(() => sentenceEmbeddings(rows, asked));
const exact = once(async () =>
  ExactIndex.create(await sentenceEmbeddings(0, rows), { dimensions, metric: settings.metric }),
);
const hnsw = once(async () => HnswIndex.open(await savedIndex(), { efSearch: settings.efSearch }));

/** Each side runs in a process of its own and loads what it needs. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

const build = async () => {
  const values = await sentenceEmbeddings(0, rows);
  const began = performance.now();
  const index = await HnswIndex.create(values, { dimensions, ...settings });
  return { index, seconds: (performance.now() - began) / 1000 };
};

/** The path of the graph, built at the first call ever. */
async function savedIndex(): Promise<string> {
  const path = join(benchFolder, `sentences-v1-${rows}.hnsw`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const { index } = await build();
    await index.save(path);
  }
  return path;
}

let told = false;
/** Milliseconds for a query. */
async function perQuery(index: VectorIndex, how: "one by one" | "batch"): Promise<number> {
  const all = await queries();
  const single = Array.from({ length: asked }, (_, i) => all.slice(i * dimensions, (i + 1) * dimensions));
  const began = performance.now();
  if (how === "batch") await index.searchBatch(all, k);
  else for (const query of single) await index.search(query, k);
  return (performance.now() - began) / asked;
}

async function hnswPerQuery(how: "one by one" | "batch"): Promise<number> {
  const index = await hnsw();
  const time = await perQuery(index, how);
  if (!told) {
    told = true;
    const share = recall(
      await index.searchBatch(await queries(), k),
      await (await exact()).searchBatch(await queries(), k),
    );
    console.error(`recall@${k} of hnsw: ${share.toFixed(4)}`);
    if (share < leastRecall) throw new Error(`recall@${k} of at least ${leastRecall} expected: ${share}`);
  }
  return time;
}

function recall(found: BatchNeighbours, expected: BatchNeighbours): number {
  const hits = expected.indices.map(
    (row, i) => row.filter((index) => found.indices[i]?.includes(index)).length,
  );
  return hits.reduce((a, b) => a + b, 0) / (asked * k);
}

const python = process.platform === "win32" ? "python" : "/usr/bin/python3";

/** @param what of the figures that the program prints */
function faiss(what: "build" | "query") {
  const program = fileURLToPath(new URL("./faiss-hnsw.py", import.meta.url));
  const { m, efConstruction, efSearch } = settings;
  return {
    name: "faiss IndexHNSWFlat",
    install: "sudo apt-get install python3-faiss",
    available: () => spawnSync(python, ["-c", "import faiss"]).status === 0,
    run: async () => {
      const path = await embeddingsFile(rows + asked);
      const index = join(benchFolder, `sentences-v1-${rows}.faiss`);
      const numbers = [rows, asked, dimensions, k, m, efConstruction, efSearch].map(String);
      const { status, stdout, stderr } = spawnSync(python, [program, what, path, index, ...numbers], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`faiss failed: ${stderr}`);
      const measured = JSON.parse(stdout) as { value: number; recall: number; megabytes: number };
      console.error(`faiss: recall@${k} ${measured.recall.toFixed(4)}, peak ${measured.megabytes} MB`);
      return measured.value;
    },
  };
}

const nothing = { install: "nothing to install", available: () => true };

export default {
  name: "vector-search",
  cases: [
    ...(["one by one", "batch"] as const).map((how) => ({
      name: `hnsw: a query, ${how}`,
      unit: "ms",
      // A batch of the exact search compares several queries at a time; no promise there.
      ...(how === "one by one" && { bar: 0.2 }),
      ours: () => hnswPerQuery(how),
      peer: {
        name: "exact search",
        ...nothing,
        run: async () => perQuery(await exact(), how),
      },
    })),
    {
      name: "open: a saved graph, and its first search",
      unit: "ms",
      bar: 1,
      ours: async () => {
        const [path, all] = [await savedIndex(), await queries()];
        const began = performance.now();
        using index = await HnswIndex.open(path, { efSearch: settings.efSearch });
        await index.search(all.subarray(0, dimensions), k);
        return performance.now() - began;
      },
      peer: { name: "what is promised", ...nothing, run: () => 50 },
    },
    {
      name: "build: the graph",
      ...{ runs: 1, warmup: 0 },
      ours: async () => (await build()).seconds,
      peer: faiss("build"),
    },
    {
      name: "hnsw: a query, batch, beside faiss",
      unit: "ms",
      ours: () => hnswPerQuery("batch"),
      peer: faiss("query"),
    },
  ],
};
