/**
 * Settings of every git that works on a repository of the store, whoever starts it. They come by the environment, so
 * that they hold for repositories that were made with others, and win over what is in the repository's `config`.
 */
const settings = {
  // An object is on the disk before a ref names it, and the ref before the commit is acknowledged.
  "core.fsync": "all",
  "core.fsyncMethod": "fsync",
  // What arrives is checked as `git fsck` would, and nothing that a repository brings is ever run.
  "transfer.fsckObjects": "true",
  "core.hooksPath": "/dev/null",
  "core.fsmonitor": "false",
  "core.protectHFS": "true",
  "core.protectNTFS": "true",
  // The folder was named by whoever runs the Hub, also where it belongs to another user, as in a container.
  "safe.directory": "*",
  // Nothing works on in the background; `Repository.maintain` is called for that.
  "receive.autogc": "false",
  "gc.autoDetach": "false",
  "maintenance.auto": "false",
  // Larger files are streamed and not compared line by line, so memory does not grow with them.
  "core.bigFileThreshold": "16m",
  // Writers of one branch wait for each other this many milliseconds before they try again.
  "core.filesRefLockTimeout": "1000",
  "core.quotePath": "false",
  "core.logAllRefUpdates": "false",
};

/** Needed by any program: where others are, where temporary files go, and what Windows cannot do without. */
const passedOn = ["PATH", "Path", "TMPDIR", "TMP", "TEMP", "SystemRoot", "SYSTEMROOT"];

/**
 * The whole environment of a git process that works on a repository of the store: no configuration, attributes, hooks
 * or prompts of the user's or the system's, and English messages.
 *
 * @param extra variables on top, such as those `git http-backend` wants
 * @param extraSettings git's settings on top
 */
export function gitEnvironment(
  extra: Record<string, string> = {},
  extraSettings: Record<string, string> = {},
): Record<string, string> {
  const environment: Record<string, string> = {
    // git for Windows knows this name, too.
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C",
    TZ: "UTC",
  };
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const all = Object.entries({ ...settings, ...extraSettings });
  for (const [index, [key, value]] of all.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  environment.GIT_CONFIG_COUNT = String(all.length);
  return { ...environment, ...extra };
}
