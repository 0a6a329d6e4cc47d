import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalHub } from "@llm-course/hub/local";
import { type Command, InvalidArgumentError } from "commander";
import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { greeting } from "../hub/greeting.ts";
import { interrupt } from "../interrupt.ts";

const HELP = `
A Hub of your own: models, datasets and spaces in git repositories, the API that the Hugging Face clients speak, git and
git-lfs over HTTP, and web pages. Everything is in one folder. No account is needed: the first start makes you a user, with
a token in the file "token" of that folder. Reading public repositories needs no token here; on a Hub that others reach,
everything does.

Examples:
  $ npx -y pnpm@12 hub
  $ npx -y pnpm@12 hub ./our-hub --port 9000 --user ada
  $ npx -y pnpm@12 hub --mirror                       what is not here comes from huggingface.co, once
  $ npx -y pnpm@12 hub --host 0.0.0.0 --allow-host box.lan --add-user grace --add-user alan
                                                      for a class room: everybody gets a token and a link to sign in`;

interface HubOptions {
  port: number;
  host: string;
  allowHost: string[];
  allowOrigin: string[];
  publicUrl?: string;
  user?: string;
  addUser: string[];
  mirror?: string | true;
  mirrorTokenFile?: string;
  open: boolean;
  try: boolean;
  log?: true;
}

const repeated = (value: string, before: string[]) => [...before, value];

/** Always the same unless it is taken, since clones and settings of clients name it. */
const defaultPort = 8765;

/** Adds `course hub [folder]`. */
export function register(program: Command): void {
  program
    .command("hub")
    .description("start a Hub on this machine, for models and datasets of your own")
    .argument("[folder]", "where it keeps everything (default: a folder in your user data)")
    .option("--port <number>", "where to listen; 0: a free one", port, defaultPort)
    .option(
      "--host <address>",
      "others than 127.0.0.1 need --allow-host; then everything needs a token",
      "127.0.0.1",
    )
    .option("--allow-host <name>", "a name that others reach this machine by (repeatable)", repeated, [])
    .option(
      "--allow-origin <origin>",
      "a page that may ask, http://localhost:8888 (repeatable)",
      repeated,
      [],
    )
    .option("--public-url <url>", "the address that others reach it by, behind a proxy")
    .option("--user <name>", "the first user's name (default: yours on this system)")
    .option("--add-user <name>", "make a user, and print a token of theirs (repeatable)", repeated, [])
    .option(
      "--mirror [endpoint]",
      "fetch what is not here, once, from another Hub (default: https://huggingface.co)",
    )
    .option("--mirror-token-file <file>", "a file with the token for that Hub's private repositories")
    .option("--no-open", "do not open the browser")
    .option("--no-try", "models cannot be tried on their pages")
    .option("--log", "print method, path, status and time of each request")
    .addHelpText("after", HELP)
    .action(hub);
}

async function hub(given: string | undefined, options: HubOptions): Promise<void> {
  const { defaultHubFolder, startLocalHub } = await import("@llm-course/hub/local");
  const { logToStderr } = await import("@llm-course/server");
  const { ModelTester } = await import("../hub/model-tester.ts");
  const folder = given === undefined ? defaultHubFolder() : givenPath(given);
  const mirror = await mirrorOf(options);
  await using open = new AsyncDisposableStack();
  const tester = open.use(new ModelTester());
  const server = open.use(
    await startLocalHub({
      folder,
      ...{ port: options.port, host: options.host, user: options.user, publicUrl: options.publicUrl },
      ...{ allowedHosts: options.allowHost, allowedOrigins: options.allowOrigin },
      ...(mirror && { mirror }),
      ...(options.try && { tryModel: (request) => tester.tryModel(request) }),
      ...(options.log && { log: logToStderr }),
    }),
  );
  const url = addressOf(server.url, options);
  const loginUrl = (user: string) => {
    const { pathname, search } = new URL(server.loginUrl({ user }));
    return url + pathname + search;
  };
  console.log(
    greeting({
      ...{
        url,
        folder,
        tokenPath: join(folder, "token"),
        user: server.user,
        loginUrl: loginUrl(server.user),
      },
      ...{ mirror: mirror?.endpoint, platform: process.platform },
    }),
  );
  for (const name of options.addUser) console.log(addUser(server, name, loginUrl));
  if (options.open && process.stdout.isTTY) {
    const { default: openBrowser } = await import("open");
    // A machine without a browser has the link.
    await openBrowser(server.loginUrl()).catch(() => {});
  }
  if (!interrupt.aborted) await once(interrupt, "abort");
}

/** How others reach it: by its public address, or by the first name that was allowed. */
function addressOf(url: string, { publicUrl, allowHost: [name] }: HubOptions): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, "");
  if (name === undefined) return url;
  return `http://${/:\d+$/.test(name) ? name : `${name}:${new URL(url).port}`}`;
}

async function mirrorOf({ mirror, mirrorTokenFile }: HubOptions) {
  if (mirror === undefined) {
    if (mirrorTokenFile === undefined) return undefined;
    throw new CourseError(`--mirror-token-file is for a mirror; add --mirror: ${mirrorTokenFile}`);
  }
  const endpoint = mirror === true ? "https://huggingface.co" : mirror;
  if (mirrorTokenFile === undefined) return { endpoint };
  const token = await readFile(givenPath(mirrorTokenFile), "utf8").catch((cause) => {
    throw new CourseError(`cannot read the file with the mirror's token: ${mirrorTokenFile}`, { cause });
  });
  return { endpoint, token: token.trim() };
}

/** A new user's token, shown this once. */
function addUser({ service }: LocalHub, name: string, loginUrl: (user: string) => string): string {
  const known = service.people.account(name);
  if (known?.kind === "user")
    return `\n${known.name} is a user already; sign in once: ${loginUrl(known.name)}`;
  service.createUser(name);
  const token = service.createToken(name, { name: "first token", scope: "write" });
  return `\nUser ${name}: HF_TOKEN=${token}\n  sign in, once: ${loginUrl(name)}`;
}

function port(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError("expected a number from 0 to 65535.");
}
