import { setTimeout as sleep } from "node:timers/promises";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./follow-pages.ts";

const linkTo = (rel: string) => (response: Response) =>
  new RegExp(`<([^>]+)>; rel="${rel}"`).exec(response.headers.get("link") ?? "")?.[1];

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    next = linkTo("next") as (response: Response, count: number) => string | undefined,
    headers = ((token) => (token ? { authorization: `Bearer ${token}` } : {})) as (
      token: string | undefined,
      first: boolean,
    ) => Record<string, string>,
    wait = (response: Response) => 1000 * Number(response.headers.get("retry-after")),
    isBusy = ({ status }: Response) => status === 403 || status === 429,
    again = true,
    check = true,
    stop = (_page: object[]): boolean => false,
    add = (items: object[], page: object[]) => items.push(...page) as unknown,
  } = {}): Answer =>
  async (url, token) => {
    const items: object[] = [];
    let count = 0;
    for (let at: string | undefined = url; at; ) {
      const response: Response = await fetch(at, { headers: headers(token, count === 0) });
      if (isBusy(response)) {
        await sleep(wait(response));
        if (again) continue;
      } else if (check && !response.ok) throw new Error(`status ${response.status}`);
      const page = (await response.json()) as object[];
      if (Array.isArray(page)) add(items, page);
      count++;
      if (Array.isArray(page) && stop(page)) break;
      at = next(response, count);
    }
    return items;
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "takes the first page for all",
    answer: mutant({ next: () => undefined }),
    says: /lead to each other/,
  },
  {
    name: "numbers the pages",
    answer: async (url, token) =>
      mutant({ next: (_, count) => `${url}?page=${count + 1}`, stop: (page) => page.length === 0 })(
        url,
        token,
      ),
    says: /an address that it made up/,
  },
  {
    name: "numbers pages until one is short",
    answer: async (url, token) =>
      mutant({ next: (_, count) => `${url}?page=${count + 1}`, stop: (page) => page.length < 3 })(url, token),
    says: /lead to each other|made up/,
  },
  {
    name: "follows the first link",
    answer: mutant({ next: (response) => /<([^>]+)>/.exec(response.headers.get("link") ?? "")?.[1] }),
    says: /to and fro/,
  },
  { name: "follows the last page", answer: mutant({ next: linkTo("last") }), says: /lead to each other/ },
  {
    name: "stops at an empty page",
    answer: mutant({ stop: (page) => page.length === 0 }),
    says: /one of them empty/,
  },
  {
    name: "gives a list of pages",
    answer: mutant({ add: (items, page) => items.push(page) }),
    says: /is right/,
  },
  {
    name: "puts new pages in front",
    answer: mutant({ add: (items, page) => items.unshift(...page) }),
    says: /lead to each other/,
  },
  { name: "shows no token", answer: mutant({ headers: () => ({}) }), says: /stopped with Error: status 401/ },
  {
    name: "shows the token once",
    answer: mutant({
      headers: (token, first) =>
        (token && first ? { authorization: `Bearer ${token}` } : {}) as Record<string, string>,
    }),
    says: /stopped with Error: status 401/,
  },
  {
    name: "shows undefined for a token",
    answer: mutant({ headers: (token) => ({ authorization: `Bearer ${token}` }) }),
    says: /Without a token/,
  },
  {
    name: "shows the token without its kind",
    answer: mutant({ headers: (token) => (token ? { authorization: token } : {}) as Record<string, string> }),
    says: /status 401/,
  },
  {
    name: "does not look at the status",
    answer: mutant({ check: false, isBusy: () => false }),
    says: /no error was thrown/,
  },
  {
    name: "gives what it has when something breaks",
    answer: mutant({ check: false }),
    says: /no error was thrown/,
  },
  { name: "takes 429 for an error", answer: mutant({ isBusy: () => false }), says: /status 429/ },
  {
    name: "takes 403 for an error",
    answer: mutant({ isBusy: ({ status }) => status === 429 }),
    says: /status 403/,
  },
  { name: "asks again at once", answer: mutant({ wait: () => 0 }), says: /before that second was over/ },
  {
    name: "takes seconds for milliseconds",
    answer: mutant({ wait: (response) => Number(response.headers.get("retry-after")) }),
    says: /before that second was over/,
  },
  {
    name: "goes on without the page it had to wait for",
    answer: mutant({ again: false, wait: () => 0 }),
    says: /no page/,
  },
];
