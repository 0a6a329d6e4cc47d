import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { Repository } from "../store/repository.ts";

/** A process that has ended. */
const ended = spawnSync(process.execPath, ["--version"]).pid;

test.each([
  ["goes on while its Hub runs", process.pid, 0],
  ["moves no ref after its Hub was killed", ended, 1],
])("a push %s", async (_, hub, code) => {
  await using folder = await temporaryFolder();
  await using repository = await Repository.create(join(folder.path, "r.git"));
  await repository.commit({
    ...{ branch: "main", title: "First", author: { name: "Ada", email: "ada@example.org" } },
    operations: [{ kind: "add", path: "a.txt", content: Buffer.from("a") }],
  });
  const commit = await repository.resolve("main");
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, "pre-receive.ts")], {
    cwd: repository.folder,
    encoding: "utf8",
    input: `${"0".repeat(40)} ${commit} refs/heads/new\n`,
    env: { ...process.env, HUB_PROCESS: String(hub), HUB_OBJECTS: join(folder.path, "objects") },
  });
  expect(status, stderr).toBe(code);
  if (code !== 0) expect(stderr).toContain("the Hub ended meanwhile; push again");
});
