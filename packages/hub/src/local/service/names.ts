import { parseRepo } from "../../repo.ts";
import { HubError } from "../hub-error.ts";

/** First segments of addresses that are not an account's. */
const reserved = new Set(
  "admin api assets datasets docs lfs login logout models new organizations resolve settings spaces static users".split(
    " ",
  ),
);

/** Windows has devices by these names, with any ending. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Whether a name is no account's. */
export const isReservedName = (name: string): boolean =>
  device.test(name) || reserved.has(name.toLowerCase());

/** @throws HubError InvalidName */
export function checkAccountName(name: string): string {
  const legal = /^[a-z\d](?:[a-z\d-]{0,40}[a-z\d])?$/i.test(name) && !name.includes("--");
  if (!legal || isReservedName(name))
    throw new HubError(
      "InvalidName",
      `expected a name of 1 to 42 letters, digits and single dashes that is not reserved: ${JSON.stringify(name)}`,
    );
  return name;
}

/**
 * The owner and the name in "owner/name".
 *
 * @throws HubError InvalidName
 */
export function checkRepoId(id: string): { owner: string; name: string } {
  const [owner = "", name = ""] = id.split("/");
  try {
    parseRepo(id);
  } catch (cause) {
    throw invalid(id, cause);
  }
  if (name === "" || device.test(name) || /\.(git|ipynb|lock)$/i.test(name)) throw invalid(id);
  return { owner, name };
}

const invalid = (id: string, cause?: unknown) =>
  new HubError(
    "InvalidName",
    `expected owner/name, of letters, digits, "-", "_" and ".", at most 96 characters each, not ending in .git: ${JSON.stringify(id)}`,
    { cause },
  );

/** A legal account name that is like any text, such as the system's user name. */
export function toAccountName(text: string): string {
  const name = text
    .normalize("NFKD")
    .replace(/[^a-z\d]+/gi, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return name === "" || isReservedName(name) ? `learner${name && `-${name}`}` : name;
}
