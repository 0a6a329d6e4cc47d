import { describe, expect, it } from "vitest";
import { HubServer } from "../test/hub-server.ts";
import { InvalidNameError, InvalidResponseError } from "./errors.ts";
import { listRepoFiles } from "./list-repo-files.ts";

const list = (hub: HubServer, token: string | null = null) =>
  listRepoFiles({ repo: "course/many", endpoint: hub.endpoint, token, retryDelay: 1 });

describe("listRepoFiles", () => {
  it("follows the pages, through a failure of one", async () => {
    await using hub = await HubServer.start();
    hub.pageSize = 3;
    const names = Array.from({ length: 10 }, (_, i) => `folder/${i}.txt`);
    hub.commit("course/many", Object.fromEntries(names.map((name) => [name, name])));
    hub.faults.api.push({ kind: "status", status: 503 });
    expect(await list(hub)).toEqual(names.map((path) => ({ path, size: path.length })));
    expect(hub.seen.filter(({ path }) => path.includes("/tree/"))).toHaveLength(5);
  });

  it("does not send the token to another host that a page names, nor follow pages in a circle", async () => {
    await using hub = await HubServer.start();
    await using other = await HubServer.start();
    hub.commit("course/many", { a: "a" });
    const elsewhere = { link: `<${other.endpoint}/api/models/course/many/tree/main>; rel="next"` };
    hub.faults.api.push({ kind: "json", value: [], headers: elsewhere });
    other.commit("course/many", { b: "b" });
    expect(await list(hub, hub.token)).toEqual([{ path: "b", size: 1 }]);
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
    const itself = { link: `</api/models/course/many/tree/main?recursive=true>; rel="next"` };
    hub.faults.api.push({ kind: "json", value: [], headers: itself });
    await expect(list(hub)).rejects.toThrow(/circle/);
  });

  it.each(["../evil", "a/../../evil", "/etc/evil", "C:\\evil", "C:evil", "\\\\host\\evil", "ev\0il", "a//b"])(
    "refuses a listing that names %j",
    async (path) => {
      await using hub = await HubServer.start();
      hub.commit("course/many", { "good.txt": "good", [path]: "evil" });
      await expect(list(hub)).rejects.toThrow(InvalidNameError);
    },
  );

  it.each([{ not: "a list" }, [{ type: "file" }], "text"])("refuses the answer %j", async (value) => {
    await using hub = await HubServer.start();
    hub.faults.api.push({ kind: "json", value });
    await expect(list(hub)).rejects.toThrow(InvalidResponseError);
  });
});
