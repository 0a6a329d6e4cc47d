import type { ConnectionOptions } from "./connection.ts";
import { deleteToken, saveToken } from "./token.ts";
import { type Identity, whoami } from "./whoami.ts";

/**
 * Asks the Hub whose token it is, and only then saves it where every Hugging Face client looks for one. `HF_TOKEN` still
 * wins over it.
 *
 * @throws UnauthorizedError for a token that the Hub does not know; nothing is saved then
 */
export async function login({ token, ...options }: ConnectionOptions & { token: string }): Promise<Identity> {
  const identity = await whoami({ ...options, token });
  await saveToken(token);
  return identity;
}

/** Forgets the saved token; `HF_TOKEN` is left to its owner. */
export async function logout(): Promise<void> {
  await deleteToken();
}
