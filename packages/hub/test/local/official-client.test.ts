import * as official from "@huggingface/hub";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { commitOperations } from "./official/commit-operations.ts";
import { fileOperations } from "./official/file-operations.ts";
import { historyOperations } from "./official/history-operations.ts";
import { listOperations } from "./official/list-operations.ts";
import { OfficialClient, type Operations } from "./official/official-client.ts";
import { repositoryOperations } from "./official/repository-operations.ts";
import { runningHub } from "./running-hub.ts";

// The oracle is the official client, unmodified: one test for each function of it that works on repositories.
const running = await runningHub();
const client = new OfficialClient(running);
const operations: Operations = {
  ...repositoryOperations(client),
  ...commitOperations(client),
  ...fileOperations(client),
  ...historyOperations(client),
  ...listOperations(client),
};
beforeAll(() => void vi.spyOn(console, "debug").mockImplementation(() => undefined));
afterAll(() => running[Symbol.asyncDispose]());

test.each(Object.entries(operations))("%s", (_, run) => run());

// Buckets, collections, jobs and signing in with the public Hub are no repositories; the rest works on local files.
const others =
  /[Bb]ucket|Collection|Job|oauth|^copy(Fil|Fold)|[Cc]ach(e|ed)[A-Z]|^scan|[Ss]hard|^(HubApiError|InvalidApi|JsonStream|SafetensorParseError|__internal|computeNum|getQuant|getHF|getBlobStat|getRepoFolderName|globMatch|isQuant|matches|parseRepoType|parseTotal|relativeUnder|streamJson|validateTensor)/;

test("each function of the client that works on repositories has a test", () => {
  const functions = Object.entries(official).filter(([, value]) => typeof value === "function");
  const tested = Object.keys(operations);
  expect(
    functions
      .map(([name]) => name)
      .filter((name) => !others.test(name) || tested.includes(name))
      .sort(),
  ).toEqual(tested.toSorted());
});
