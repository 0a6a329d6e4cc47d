import { setTimeout as sleep } from "node:timers/promises";

export const answer = async (url: string, token?: string) => {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const items: object[] = [];
  for (let next: string | undefined = url; next; ) {
    const response: Response = await fetch(next, { headers });
    if (response.status === 403 || response.status === 429) {
      await sleep(1000 * Number(response.headers.get("retry-after") ?? 1));
      continue;
    }
    if (!response.ok) throw new Error(`status ${response.status} for ${next}`);
    items.push(...((await response.json()) as object[]));
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return items;
};
