// A process of its own for the tests: commits and stores objects without end, and says after each what it was. Three
// files of a commit always hold the same text. Arguments: folder of both, name of this round.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BlobStore } from "../src/local/store/blob-store.ts";
import { Repository } from "../src/local/store/repository.ts";

const [folder = "", round = ""] = process.argv.slice(2);
const repository = await Repository.open(join(folder, "r.git"), { leftoverAges: { locks: 0, files: 0 } });
const blobs = await BlobStore.open(join(folder, "lfs"), { leftoverAges: { locks: 0, files: 0 } });

async function commitAll() {
  for (let number = 0; ; number++) {
    const text = `${round}-${number}`;
    const operations = ["a", "b/c", `d/${text}`].map((path) => ({
      kind: "add" as const,
      path,
      content: Buffer.from(text),
    }));
    const author = { name: "Ada", email: "ada@example.org" };
    console.log(`commit ${await repository.commit({ branch: "main", title: text, author, operations })}`);
  }
}

/** In parts, as from a network, so that most of the time an object is half there. */
async function* slowly(content: Buffer) {
  for (let at = 0; at < content.length; at += 20_000) {
    yield content.subarray(at, at + 20_000);
    await sleep(1);
  }
}

async function storeAll() {
  for (let number = 0; ; number++) {
    const content = Buffer.alloc(300_000, `${round}-${number}-`);
    const oid = createHash("sha256").update(content).digest("hex");
    await blobs.write(oid, content.length, ReadableStream.from(slowly(content)));
    console.log(`blob ${oid}`);
  }
}

await Promise.all([commitAll(), storeAll()]);
