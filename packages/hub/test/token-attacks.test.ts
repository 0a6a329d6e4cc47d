import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createCommit, createRepo, listModels, uploadFile, whoami } from "../src/index.ts";
import { HostileHub } from "./hostile-hub.ts";
import { allOf } from "./local-hub.ts";

const token = "hf_s3cretOfTheTests";
const commit = { commitOid: "a".repeat(40), commitUrl: "http://hub/commit", hookOutput: "" };

async function setup() {
  const hub = await HostileHub.start();
  const target = { repo: "ada/x", endpoint: hub.endpoint, token, retries: 0 };
  return { hub, target, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
}

/** Lets a file become a large one, whose upload the batch answers as a test says. */
function withLargeFile(hub: HostileHub, answer: (oid: string, size: number) => object): void {
  hub.answers.set("POST /api/models/ada/x/preupload/main", (body) => ({
    json: {
      files: JSON.parse(body).files.map(({ path }: { path: string }) => ({ path, uploadMode: "lfs" })),
    },
  }));
  hub.answers.set("POST /ada/x.git/info/lfs/objects/batch", (body) => {
    const [{ oid, size }] = JSON.parse(body).objects;
    return { json: answer(oid, size) };
  });
  hub.answers.set("POST /api/models/ada/x/commit/main", { json: commit });
}

function withSmallFile(hub: HostileHub): void {
  hub.answers.set("POST /api/models/ada/x/preupload/main", {
    json: { files: [{ path: "a.txt", uploadMode: "regular" }] },
  });
}

describe("the token stays with the endpoint when", () => {
  it("bytes of a large file go to another host", async () => {
    await using context = await setup();
    const { hub, target } = context;
    withLargeFile(hub, (oid, size) => ({
      transfer: "basic",
      objects: [{ oid, size, actions: { upload: { href: `${hub.evil}/put?X-Signature=s` } } }],
    }));
    hub.answers.set("PUT /put", {});
    await uploadFile({ ...target, path: "a.bin", content: "many bytes" });
    expect(hub.callsTo("evil")).toMatchObject([
      { method: "PUT", body: "many bytes", authorization: undefined },
    ]);
    expect(hub.callsTo("hub").map(({ authorization }) => authorization)).toEqual(
      Array(3).fill(`Bearer ${token}`),
    );
  });

  it("a batch sends the client to another host for a write token", async () => {
    await using context = await setup();
    const { hub, target } = context;
    withLargeFile(hub, (oid, size) => ({
      transfer: "xet",
      objects: [{ oid, size, actions: { upload: { href: `${hub.evil}/token`, header: {} } } }],
    }));
    await expect(uploadFile({ ...target, path: "a.bin", content: "many bytes" })).rejects.toThrow();
    expect(hub.callsTo("evil")).toMatchObject([{ path: "/token", authorization: undefined }]);
  });

  it("the next page of a list is on another host", async () => {
    await using context = await setup();
    const { hub, target } = context;
    hub.answers.set("GET /api/models", {
      headers: { link: `<${hub.evil}/api/more>; rel="next"` },
      json: [{ id: "ada/x" }],
    });
    hub.answers.set("GET /api/more", { json: [{ id: "ada/y" }] });
    const models = await allOf(listModels(target));
    expect(models.map(({ id }) => id)).toEqual(["ada/x", "ada/y"]);
    expect(hub.callsTo("evil").map(({ authorization }) => authorization)).toEqual([undefined]);
  });
});

describe("what is to be written does not follow", () => {
  it.each([301, 302, 303, 307, 308])("a redirect to another host (%i)", async (status) => {
    await using context = await setup();
    const { hub, target } = context;
    hub.answers.set("POST /api/repos/create", { status, headers: { location: `${hub.evil}/create` } });
    await expect(createRepo(target)).rejects.toMatchObject({ name: "InvalidResponseError" });
    withSmallFile(hub);
    hub.answers.set("POST /api/models/ada/x/commit/main", {
      ...{ status, headers: { location: `${hub.evil}/commit` } },
    });
    await expect(uploadFile({ ...target, path: "a.txt", content: "private" })).rejects.toMatchObject({
      name: "InvalidResponseError",
    });
    expect(hub.callsTo("evil")).toEqual([]);
  });

  it("a redirect of a large file's bytes", async () => {
    await using context = await setup();
    const { hub, target } = context;
    withLargeFile(hub, (oid, size) => ({
      objects: [{ oid, size, actions: { upload: { href: `${hub.endpoint}/put` } } }],
    }));
    hub.answers.set("PUT /put", { status: 307, headers: { location: `${hub.evil}/put` } });
    await expect(uploadFile({ ...target, path: "a.bin", content: "private" })).rejects.toMatchObject({
      name: "HubConnectionError",
    });
    expect(hub.callsTo("evil")).toEqual([]);
  });

  it("but does on the host it is for, as for a repository that was renamed", async () => {
    await using context = await setup();
    const { hub, target } = context;
    withSmallFile(hub);
    hub.answers.set("POST /api/models/ada/x/commit/main", {
      ...{ status: 307, headers: { location: "/api/models/ada/y/commit/main" } },
    });
    hub.answers.set("POST /api/models/ada/y/commit/main", { json: commit });
    await uploadFile({ ...target, path: "a.txt", content: "text" });
    const [first, second] = hub.callsTo("hub").slice(-2);
    expect(second).toEqual({ ...first, path: "/api/models/ada/y/commit/main" });
  });
});

describe("no error has the token", () => {
  const repeating = { status: 400, json: { error: `you sent ${token}` } };

  it.each([
    ["a header", { status: 400, headers: { "x-error-message": `you sent ${token}` } }],
    ["a body", repeating],
  ])("when a server repeats it in %s", async (_, answer) => {
    await using context = await setup();
    const { hub, target } = context;
    hub.answers.set("POST /api/repos/create", answer);
    const error = await createRepo(target).catch((each: unknown) => each);
    expect(String(error)).toContain("you sent ***");
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
  });

  it("when a server repeats it for one object", async () => {
    await using context = await setup();
    const { hub, target } = context;
    withLargeFile(hub, (oid, size) => ({
      objects: [{ oid, size, error: { code: 422, message: `you sent ${token}` } }],
    }));
    const error = await uploadFile({ ...target, path: "a.bin", content: "x" }).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: "HubApiError", statusCode: 422 });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
  });

  it("when it is refused, by whatever is asked", async () => {
    await using context = await setup();
    const { hub, target } = context;
    for (const path of [
      "GET /api/whoami-v2",
      "POST /api/repos/create",
      "POST /api/models/ada/x/preupload/main",
    ])
      hub.answers.set(path, { status: 401, headers: { "x-error-message": `invalid token ${token}` } });
    const operations = [{ kind: "add" as const, path: "a", content: "b" }];
    for (const call of [whoami(target), createRepo(target), createCommit({ ...target, operations })]) {
      const error = await call.catch((each: unknown) => each);
      expect(error).toMatchObject({ name: "UnauthorizedError" });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
    }
  });
});
