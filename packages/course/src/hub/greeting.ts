export interface GreetingFacts {
  url: string;
  folder: string;
  /** The file that has the token. */
  tokenPath: string;
  user: string;
  loginUrl: string;
  /** The endpoint that is mirrored. */
  mirror?: string | undefined;
  platform: NodeJS.Platform;
}

/** What somebody who has started a Hub wants to know. The token is named by its file: a terminal's text gets about. */
export function greeting({
  url,
  folder,
  tokenPath,
  user,
  loginUrl,
  mirror,
  platform,
}: GreetingFacts): string {
  const shell =
    platform === "win32"
      ? [`$env:HF_ENDPOINT = "${url}"`, `$env:HF_TOKEN = Get-Content "${tokenPath}"`]
      : [`export HF_ENDPOINT=${url}`, `export HF_TOKEN="$(cat ${quoted(tokenPath)})"`];
  return `Hub of ${user} at ${url}${mirror === undefined ? "" : `, a mirror of ${mirror}`}
Its files: ${folder}
Sign in, once and within ten minutes: ${loginUrl}

Shell, for the programs that it starts${platform === "win32" ? " (PowerShell)" : ""}:
  ${shell.join("\n  ")}

TypeScript, before the first request; useHub has transformers.js load from here:
  process.env.HF_ENDPOINT = ${JSON.stringify(url)};
  process.env.HF_TOKEN = readFileSync(${JSON.stringify(tokenPath)}, "utf8").trim();
  useHub(env); // useHub of @llm-course/hub, env of @huggingface/transformers

Python, before huggingface_hub is imported:
  os.environ |= {"HF_ENDPOINT": ${JSON.stringify(url)}, "HF_HUB_DISABLE_XET": "1"}
  os.environ["HF_TOKEN"] = open(${JSON.stringify(tokenPath)}).read().strip()

git and git-lfs; as the password give the token, the user name does not matter:
  git clone ${url}/OWNER/NAME

Ctrl-C ends it.`;
}

const quoted = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
