import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gunzipHead } from "../../../src/local/pages/preview/gunzip-head.ts";
import { readRows } from "../../../src/local/pages/preview/read-rows.ts";
import {
  maxHeaderBytes,
  readSafetensorsHeader,
} from "../../../src/local/pages/preview/safetensors-header.ts";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";

let hub: HubWithPages;
beforeAll(async () => {
  hub = await hubWithPages();
});
afterAll(() => hub[Symbol.asyncDispose]());

function safetensors(header: unknown, length?: bigint): Buffer {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([size, json, Buffer.alloc(64)]);
}

test("files are shown as what they are", async () => {
  await hub.repo("model", "shown", {
    "plot.png": "x",
    "sound.wav": "x",
    "rows.csv": 'text,label\n"a, b",1\n"<i>c</i>",2\n',
    "rows.jsonl": '{"text":"a","n":1}\n{"text":"b","more":{"x":[1]}}\n',
    "rows.jsonl.gz": gzipSync('{"packed":"yes"}\n'),
    "model.safetensors": safetensors({
      __metadata__: { format: "pt" },
      w: { dtype: "F32", shape: [2, 8], data_offsets: [0, 64] },
    }),
    "docs.md": "# Docs",
    "empty.txt": "",
  });
  const show = (path: string) => hub.nobody.get(`/ada/shown/blob/main/${path}`);
  expect((await show("plot.png")).document.querySelector(".media img")?.getAttribute("src")).toBe(
    "/ada/shown/resolve/main/plot.png",
  );
  expect((await show("sound.wav")).document.querySelector("audio")?.getAttribute("src")).toBe(
    "/ada/shown/resolve/main/sound.wav",
  );
  expect((await show("rows.csv")).texts("tbody td")).toEqual(["a, b", "1", "<i>c</i>", "2"]);
  const jsonl = await show("rows.jsonl");
  expect(jsonl.texts("thead th")).toEqual(["text", "n", "more"]);
  expect(jsonl.texts("tbody td")).toEqual(["a", "1", "", "b", "", '{"x":[1]}']);
  expect((await show("rows.jsonl.gz")).texts("tbody td")).toEqual(["yes"]);
  const tensors = await show("model.safetensors");
  expect(tensors.texts("tbody td")).toEqual(["w", "[2, 8]", "F32"]);
  expect(tensors.texts(".panel > .facts span")).toEqual(["1 tensors", "16 parameters"]);
  expect((await show("docs.md")).text(".card h1")).toBe("Docs");
  expect((await show("empty.txt")).text(".empty")).toContain("empty");
});

test("a table of more rows, columns and characters than a page holds is cut", () => {
  const wide = Array.from({ length: 100 }, (_, i) => `c${i}`).join(",");
  const rows = readRows(`${wide}\n${"x".repeat(1000)}\n${`${wide}\n`.repeat(200)}`, "csv", false);
  expect(rows?.columns).toHaveLength(30);
  expect(rows?.hiddenColumns).toBe(70);
  expect(rows?.rows).toHaveLength(50);
  expect(rows?.rows[0]?.[0]).toHaveLength(301);
  expect(readRows('a,b\n1,2\n3,"cut', "csv", true)?.rows).toEqual([["1", "2"]]);
  expect(readRows("no json\n", "jsonl", false)).toBe(undefined);
  expect(readRows("[1]\n", "jsonl", false)?.columns).toEqual(["0"]);
});

test("attack: a gzip file of gigabytes is unpacked no further than a page needs", async () => {
  let produced = 0;
  // Each member unpacks to 16 MiB; a thousand of them would be 16 GiB.
  const member = gzipSync(Buffer.alloc(2 ** 24, "a"));
  const bomb = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        produced++;
        if (produced > 1000) controller.close();
        else controller.enqueue(member);
      },
    },
    { highWaterMark: 0 },
  );
  expect(await gunzipHead(bomb, 1000)).toHaveLength(1000);
  expect(produced).toBeLessThan(100);
});

test("attack: the page of a zip bomb is a small one", async () => {
  const packed = gzipSync(Buffer.alloc(2 ** 28, "a"));
  await hub.repo("dataset", "bomb", { "data.csv.gz": packed, "data.jsonl.gz": packed, "data.zip": packed });
  for (const path of ["data.csv.gz", "data.jsonl.gz", "data.zip"]) {
    const page = await hub.nobody.get(`/datasets/ada/bomb/blob/main/${path}`);
    expect(page.status).toBe(200);
    expect(page.html.length).toBeLessThan(100_000);
  }
});

test.each([
  ["a header of 8 EiB", safetensors("{}", 2n ** 63n), "bytes; more than"],
  ["a header longer than the limit", safetensors("{}", BigInt(maxHeaderBytes) + 1n), "more than"],
  ["a header longer than the file", safetensors("{}", 5000n), "ends within"],
  ["a header that is no JSON", safetensors("[[["), "not JSON"],
  ["a header that is a list", safetensors([1]), "no names"],
  ["a tensor that is none", safetensors({ w: { shape: "x" } }), "no tensor"],
  ["a file of 3 bytes", Buffer.alloc(3), "too short"],
])("attack: safetensors with %s", (_, file, message) => {
  expect(readSafetensorsHeader(file)).toContain(message);
});

test("attack: a file of one endless line, or of a million lines, has a page of bounded size", async () => {
  await hub.repo("dataset", "long", {
    "line.txt": "a".repeat(3_000_000),
    "lines.txt": "\n".repeat(1_000_000),
  });
  for (const path of ["line.txt", "lines.txt"]) {
    const page = await hub.nobody.get(`/datasets/ada/long/blob/main/${path}`);
    expect(page.html.length).toBeLessThan(2_000_000);
    expect(page.text(".note")).toContain("Only the beginning");
  }
});
