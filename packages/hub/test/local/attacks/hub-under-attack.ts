import { createHash } from "node:crypto";
import { request } from "node:http";
import { collect, type RunningHub, runningHub } from "../running-hub.ts";

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A Hub with a repository `ada/repo`, and requests that no client would make. */
export class HubUnderAttack {
  readonly running: RunningHub;
  readonly logged: object[];
  private constructor(running: RunningHub, logged: object[]) {
    this.running = running;
    this.logged = logged;
  }

  static async start(): Promise<HubUnderAttack> {
    const logged: object[] = [];
    const running = await runningHub({ log: (entry) => logged.push(entry) });
    await running.hub.service.create(running.hub.service.viewerOf(running.hub.token), {
      ...{ type: "model", name: "repo" },
      files: Object.entries({
        "page.html": "<script>alert(1)</script>",
        "image.svg": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "code.js": "alert(1)",
        "a.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "README.md": "# Hi",
      }).map(([path, content]) => ({ path, content: Buffer.from(content) })),
    });
    return new HubUnderAttack(running, logged);
  }

  /** A request whose path no client has tidied. */
  raw(
    path: string,
    { method = "GET", headers = {}, body = "" } = {},
  ): Promise<{ status: number; text: string; code: string | undefined }> {
    const { port, token } = this.running.hub;
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: "127.0.0.1", port, path, method, headers: { authorization: `Bearer ${token}`, ...headers } },
        async (answer) => {
          const text = Buffer.concat(await collect(answer)).toString();
          const code = answer.headers["x-error-code"] as string | undefined;
          resolve({ status: answer.statusCode ?? 0, text, code });
        },
      );
      sent.on("error", reject).end(body);
    });
  }

  commitOf(...operations: object[]) {
    return this.raw("/api/models/ada/repo/commit/main", {
      ...{ method: "POST", headers: { "content-type": "application/x-ndjson" } },
      body: [{ key: "header", value: { summary: "x" } }, ...operations]
        .map((line) => JSON.stringify(line))
        .join("\n"),
    });
  }

  async batch(objects: object[], operation = "upload", repo = "ada/repo", token = this.running.hub.token) {
    const answer = await this.running.request(`/${repo}.git/info/lfs/objects/batch`, {
      json: { operation, objects },
      token,
    });
    return (
      (await answer.json()) as { objects: { actions?: Record<string, { href: string }>; error?: object }[] }
    ).objects;
  }
}
