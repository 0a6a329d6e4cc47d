import type { LocalHubOptions } from "../../../src/local/index.ts";
import type { RepoType } from "../../../src/local/service/repo-record.ts";
import type { Viewer } from "../../../src/local/service/viewer.ts";
import { type RunningHub, runningHub } from "../running-hub.ts";
import { Visitor } from "./visitor.ts";

export interface HubWithPages extends AsyncDisposable {
  running: RunningHub;
  /** Signed in as the first user. */
  ada: Visitor;
  /** Signed in as another one. */
  grace: Visitor;
  nobody: Visitor;
  /** Makes a repository of ada's with files of text or bytes. */
  repo(
    type: RepoType,
    name: string,
    files?: Record<string, string | Uint8Array>,
    more?: object,
  ): Promise<void>;
  commit(
    type: RepoType,
    id: string,
    title: string,
    files: Record<string, string | Uint8Array>,
  ): Promise<void>;
}

export async function hubWithPages(options: Partial<LocalHubOptions> = {}): Promise<HubWithPages> {
  const running = await runningHub(options);
  const { hub, url } = running;
  const viewer = hub.service.viewerOf(hub.token) as Viewer;
  return {
    running,
    ada: await new Visitor(url).signIn(hub.token),
    grace: await new Visitor(url).signIn(running.as("grace").accessToken),
    nobody: new Visitor(url),
    async repo(type, name, files = {}, more = {}) {
      await hub.service.create(viewer, { type, name, ...more, files: contents(files) });
    },
    async commit(type, id, title, files) {
      const operations = contents(files).map((file) => ({ kind: "add" as const, ...file }));
      await hub.service.commit(viewer, type, id, { branch: "main", title, operations });
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

const contents = (files: Record<string, string | Uint8Array>) =>
  Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content as string) }));
