import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { HubService } from "./hub-service.ts";
import type { Viewer } from "./viewer.ts";

const content = new Uint8Array(1000).fill(7);
const oid = createHash("sha256").update(content).digest("hex");

/** A model `name` of ada's that has the object. */
async function makeModel(service: HubService, viewer: Viewer | undefined, name: string) {
  await service.create(viewer, { type: "model", name });
  await service.blobs.write(oid, content.length, new Blob([content]).stream());
  await service.linkObject("model", `ada/${name}`, oid);
  await service.commit(viewer, "model", `ada/${name}`, {
    branch: "main",
    title: "Add weights",
    operations: [{ kind: "addLfs", path: "weights.bin", oid, size: content.length }],
  });
}

test("an object stays while its repository moves to where was looked already", async () => {
  await using folder = await temporaryFolder();
  await using service = await HubService.open(folder.path);
  for (const name of ["ada", "aaa", "mmm"]) service.createUser(name);
  service.createOrganization("aaa-lab", "ada");
  const viewer = service.viewerOf(service.createToken("ada", { name: "test", scope: "write" }));
  await makeModel(service, viewer, "moving");
  await service.create(viewer, { type: "model", name: "first", organization: "aaa-lab" });
  // Moves once the objects are being asked for, which happens in the order of the owners' names.
  const original = service.blobs.collect.bind(service.blobs);
  service.blobs.collect = (reachable, options) =>
    original(
      (async function* () {
        const asked = reachable[Symbol.asyncIterator]();
        const first = asked.next();
        const moved = service.move(viewer, "model", "ada/moving", "aaa-lab/moved");
        const { value, done } = await first;
        if (!done) yield value;
        await moved;
        for await (const next of { [Symbol.asyncIterator]: () => asked }) yield next;
      })(),
      options,
    );
  expect(await service.collectOrphans({ olderThanMs: -1 })).toEqual([]);
  expect(await service.blobs.has(oid)).toEqual({ size: content.length });
});

test("a repository that goes meanwhile is passed over, one that is broken is not", async () => {
  await using folder = await temporaryFolder();
  await using service = await HubService.open(folder.path);
  service.createUser("ada");
  const viewer = service.viewerOf(service.createToken("ada", { name: "test", scope: "write" }));
  for (const name of ["one", "two"]) await service.create(viewer, { type: "model", name });
  await makeModel(service, viewer, "three");
  const collecting = service.collectOrphans({ olderThanMs: -1 });
  const maintaining = service.maintain();
  await service.delete(viewer, "model", "ada/two");
  expect(await collecting).toEqual([]);
  await maintaining;

  await rm(join(folder.path, "repositories/models/ada/one.git/objects"), { recursive: true });
  await expect(service.collectOrphans({ olderThanMs: -1 })).rejects.toThrow();
  expect(await service.blobs.has(oid)).toEqual({ size: content.length });
});
