import { expect, test } from "vitest";
import { temporaryFolder } from "../../temporary-folder.ts";
import { noLfs } from "../git-client.ts";
import { crashRounds } from "./crash-rounds.ts";

test(`a Hub that is killed has what it acknowledged, whole, shows nothing half, and cleans up${noLfs.replace("skipped", "without pushes")}`, {
  timeout: 300_000,
}, async () => {
  await using folder = await temporaryFolder();
  const { commits, created, seen } = await crashRounds(folder.path, 4, 1);
  expect(commits["ada/uploaded main"]).toBeGreaterThanOrEqual(4);
  expect(created).toBeGreaterThan(0);
  expect(seen).toBeGreaterThan(4);
});
