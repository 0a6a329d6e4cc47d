import { expect, it } from "vitest";
import { killRounds } from "./kill-rounds.ts";
import { temporaryFolder } from "./temporary-folder.ts";

it("kill -9 at any moment loses nothing acknowledged and shows nothing half done", {
  timeout: 900_000,
}, async () => {
  await using folder = await temporaryFolder();
  const rounds = 20;
  const { commits, blobs } = await killRounds(folder.path, rounds, 1);
  expect(commits).toBeGreaterThanOrEqual(rounds);
  expect(blobs).toBeGreaterThan(0);
});
