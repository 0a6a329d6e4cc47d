import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { getToken, hubEnvironment, whoami } from "@llm-course/hub";
import { startLocalHub } from "@llm-course/hub/local";
import { ModelTester } from "../hub/model-tester.ts";

/** A request that a local Hub has answered: the path without its query, which may hold a signature. */
export interface AnsweredRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** A Hub to practise on. Environment variables name it to all clients of this process until it is disposed of. */
export interface PracticeHub extends AsyncDisposable {
  /** Its address, such as "http://127.0.0.1:49152" or "https://huggingface.co". */
  readonly url: string;
  /** Whether it is one of our own, in this process. */
  readonly isLocal: boolean;
  /** The learner's account, and a token of it that may write. */
  readonly user: string;
  readonly token: string;
  /** An organization that the account is in. */
  readonly organization?: string | undefined;
  /** A token of the account that may only read. Only a local Hub makes tokens without a browser. */
  readonly readToken?: string | undefined;
  /** A token of somebody else. */
  readonly otherToken?: string | undefined;
  /** What a local Hub answers while something is done; of the real one nobody tells. */
  requestsOf(work: () => Promise<unknown>): Promise<AnsweredRequest[]>;
}

export interface PracticeHubOptions {
  /** `"hub"`: the real one, where a token for it is found. Default: `COURSE_PROFILE`, else `"offline"`. */
  profile?: string | undefined;
  /** Bytes above which a local Hub wants a file in parts. Default: 5 GiB, as the real one. */
  multipartThreshold?: number | undefined;
}

/**
 * Starts a Hub in a temporary folder, or with the profile `"hub"` and a token takes the real one. Nobody is signed in: what
 * `login` saves is in that folder, not in the place of the learner's own token. Models can be tried on the local one's pages.
 *
 * @throws UnauthorizedError, HubConnectionError of the real one, GitUnavailableError of a local one
 */
export async function openPracticeHub(options: PracticeHubOptions = {}): Promise<PracticeHub> {
  const { profile = process.env.COURSE_PROFILE, multipartThreshold } = options;
  const found = profile === "hub" ? await getToken() : undefined;
  await using opened = new AsyncDisposableStack();
  const root = await temporaryFolder(opened);
  const { environment, ...hub } = found
    ? await realHub(found)
    : await localHub(root, multipartThreshold, opened);
  setEnvironment({ ...environment, HF_TOKEN: undefined, HF_TOKEN_PATH: join(root, "token") }, opened);
  const all = opened.move();
  return { ...hub, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

type Opened = Omit<PracticeHub, keyof AsyncDisposable> & { environment: Environment };
type Environment = Record<string, string | undefined>;

async function realHub(token: string): Promise<Opened> {
  const { name } = await whoami({ token });
  const requestsOf = async (work: () => Promise<unknown>) => {
    await work();
    return [];
  };
  const { endpoint } = hubEnvironment();
  return { url: endpoint, isLocal: false, user: name, token, requestsOf, environment: {} };
}

async function localHub(
  root: string,
  multipartThreshold: number | undefined,
  opened: AsyncDisposableStack,
): Promise<Opened> {
  const answered: AnsweredRequest[] = [];
  const tester = opened.use(new ModelTester());
  const hub = await startLocalHub({
    ...{ folder: join(root, "hub"), user: "learner", multipartThreshold },
    tryModel: (request) => tester.tryModel(request),
    log: ({ method, path, status }) => {
      if (status !== undefined) answered.push({ method, path, status });
    },
  });
  opened.use(hub);
  const { url, user, token, service } = hub;
  service.createOrganization("reading-circle", user);
  service.createUser("guest");
  return {
    ...{ url, isLocal: true, user, token, organization: "reading-circle" },
    readToken: service.createToken(user, { name: "for reading", scope: "read" }),
    otherToken: service.createToken("guest", { name: "of a guest", scope: "write" }),
    requestsOf: async (work) => {
      const before = answered.length;
      await work();
      await sleep(100); // A request is told of at its very end, which may come after the client has all it needs.
      return answered.slice(before);
    },
    environment: { HF_ENDPOINT: url, HF_HUB_CACHE: join(root, "cache"), HF_HUB_OFFLINE: undefined },
  };
}

async function temporaryFolder(opened: AsyncDisposableStack): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "practice-hub-"));
  // A kernel that is stopped disposes of nothing.
  const atExit = () => rmSync(root, { recursive: true, force: true });
  process.once("exit", atExit);
  opened.defer(async () => {
    process.off("exit", atExit);
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  return root;
}

function setEnvironment(environment: Environment, opened: AsyncDisposableStack): void {
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(environment)) {
    const before = process.env[name];
    opened.defer(() => set(name, before));
    set(name, value);
  }
}
