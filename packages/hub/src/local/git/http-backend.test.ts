import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { Repository } from "../store/repository.ts";
import { httpBackend } from "./http-backend.ts";

test.each(["0094", ""])("git ends where a push breaks off after %j", async (sent) => {
  await using folder = await temporaryFolder();
  await using repository = await Repository.create(`${folder.path}/r.git`);
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (begun || sent === "") controller.error(new Error("the client is gone"));
      else controller.enqueue(Buffer.from(sent));
      begun = true;
    },
  });
  const request = new Request("http://hub/r.git/git-receive-pack", {
    method: "POST",
    headers: { "content-type": "application/x-git-receive-pack-request", "content-length": "1000" },
    body,
    duplex: "half",
  } as RequestInit);
  let ended = false;
  const answer = httpBackend(request, {
    folder: repository.folder,
    path: "/git-receive-pack",
    user: "ada",
    environment: { GIT_HTTP_EXPORT_ALL: "1" },
    async afterwards() {
      ended = true;
    },
  });
  await answer.then((response) => response.text()).catch(() => undefined);
  expect(ended).toBe(true);
});
