import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DataFileError, loadDataset } from "../../src/index.ts";
import { rejection, workspace } from "./workspace.ts";

const space = workspace();

interface Member {
  readonly name: string;
  readonly content: string | Buffer;
  /** Of Unix: 0o120000 for a link. */
  readonly mode?: number;
  /** What the archive says the size is. */
  readonly saidSize?: number;
}

/** A zip file by its specification (APPNOTE 6.3), which our code does not write. */
function zip(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, saidSize } of members) {
    const data = Buffer.from(content as string);
    const packed = deflateRawSync(data);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(saidSize ?? data.length, 18);
    common.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from("PK\x03\x04"), common, path, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02"), Buffer.from([20, 3]), common, rest, path);
    offset += 30 + path.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from("PK\x05\x06"), end]);
}

/** A tar file of the format ustar. */
function tar(members: readonly (Member & { readonly kind?: string })[]): Buffer {
  const blocks = members.flatMap(({ name, content, kind = "0" }) => {
    const data = Buffer.from(content as string);
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write("0000644\0", 100);
    header.write(`${data.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("        ", 148);
    header.write(kind, 156);
    header.write("ustar\x0000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const members = [
  { name: "reviews/train-1.csv", content: "a,b\n1,x\n" },
  { name: "reviews/train-2.csv", content: "a,b\n2,y\n" },
  { name: "reviews/readme.md", content: "# Reviews" },
];

describe("archives", () => {
  it("gives the rows of their files of the format", async () => {
    for (const [name, content] of [
      ["data.zip", zip(members)],
      ["data.tar", tar(members)],
      ["data.tar.gz", gzipSync(tar(members))],
      ["data.tgz", gzipSync(tar(members))],
    ] as const) {
      const path = await space.file(name, content);
      const dataset = await loadDataset("csv", { dataFiles: path, split: "train" });
      expect(await dataset.toRows()).toEqual([
        { a: 1, b: "x" },
        { a: 2, b: "y" },
      ]);
    }
    const named = await space.file("reviews.csv.zip", zip(members));
    expect((await loadDataset(named, { split: "train" })).numRows).toBe(2);
  });

  it("unpacks compressed files in them, and long names", async () => {
    const long = `${"folder/".repeat(20)}train.csv.gz`;
    const pax = { name: "pax", kind: "x", content: `${long.length + 10} path=${long}\n` };
    const path = await space.file("long.tar", tar([pax, { name: "short", content: gzipSync("a\n7\n") }]));
    expect(await (await loadDataset("csv", { dataFiles: path, split: "train" })).toRows()).toEqual([
      { a: 7 },
    ]);
  });

  it("refuses names that leave the folder, links, and leaves nothing behind", async () => {
    const outside = join(space.path, "evil.csv");
    for (const [i, bytes] of [
      zip([{ name: "../evil.csv", content: "a\n1\n" }]),
      zip([{ name: "x/../../evil.csv", content: "a\n1\n" }]),
      zip([{ name: outside, content: "a\n1\n" }]),
      zip([{ name: "..\\evil.csv", content: "a\n1\n" }]),
      zip([{ name: "evil.csv", content: "/etc/hosts", mode: 0o120777 }]),
    ].entries()) {
      const path = await space.file(`evil-${i}.zip`, bytes);
      const error = await rejection(loadDataset("csv", { dataFiles: path }));
      expect(error).toBeInstanceOf(DataFileError);
      expect(error.message).toMatch(/expected/);
      expect(error.message).not.toMatch(/broken/);
    }
    for (const [i, member] of [
      { name: "../evil.csv", content: "a\n1\n" },
      { name: outside, content: "a\n1\n" },
      { name: "evil.csv", kind: "2", content: "" },
      { name: "evil.csv", kind: "1", content: "" },
    ].entries()) {
      const path = await space.file(`evil-${i}.tar`, tar([member]));
      expect((await rejection(loadDataset("csv", { dataFiles: path }))).message).toMatch(
        /folder expected|no links expected/,
      );
    }
    expect(await readdir(space.path)).not.toContain("evil.csv");
    const unpacked = await readdir(join(space.path, "cache", "datasets", "unpacked"));
    expect(unpacked.filter((name) => name.includes("tmp"))).toEqual([]);
  });

  it("stops at the limit, whatever an archive says of its size", async () => {
    const content = `a\n${"0".repeat(2_000_000)}\n`;
    for (const [name, bytes] of [
      ["bomb.zip", zip([{ name: "a.csv", content }])],
      ["bomb.tar", tar([{ name: "a.csv", content }])],
      ["bomb.csv.gz", gzipSync(content)],
    ] as const) {
      const path = await space.file(name, bytes);
      const error = await rejection(loadDataset("csv", { dataFiles: path, maxUnpackedBytes: 1_000_000 }));
      expect(error.message).toMatch(/^no more than 1000000 bytes expected in it, raise maxUnpackedBytes/);
    }
    const lying = await space.file("lying.zip", zip([{ name: "a.csv", content, saidSize: 10 }]));
    expect(await rejection(loadDataset("csv", { dataFiles: lying }))).toBeInstanceOf(DataFileError);
  });

  it("says that an archive is broken, or has no data", async () => {
    const whole = zip(members);
    const broken = await space.file("broken.zip", whole.subarray(0, whole.length - 30));
    expect((await rejection(loadDataset("csv", { dataFiles: broken }))).message).toMatch(
      /broken or incomplete .*get it anew/,
    );
    const cut = await space.file("cut.tar", tar(members).subarray(0, 600));
    expect((await rejection(loadDataset("csv", { dataFiles: cut }))).message).toMatch(
      /a complete tar file expected/,
    );
    const none = await space.file("none.zip", zip([{ name: "a.md", content: "" }]));
    expect((await rejection(loadDataset("csv", { dataFiles: none }))).message).toMatch(
      /^an archive with data files expected/,
    );
  });
});
