import { parseHTML } from "linkedom";

export interface VisitedPage {
  status: number;
  /** With its path and query; of the last page where there were redirects. */
  url: URL;
  headers: Headers;
  html: string;
  document: Document;
  /** The text of the first element; "" where there is none. */
  text(selector: string): string;
  /** Of all elements. */
  texts(selector: string): string[];
}

type Fields = Record<string, string | File | readonly File[]>;

/** A browser without scripts: it has cookies, follows redirects, and sends the forms that it finds. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #url: string;
  constructor(url: string) {
    this.#url = url;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<VisitedPage> {
    return this.send(path, { headers });
  }

  /** Sends a form of a page, with what its fields hold already, and its first button's value or that of `button`. */
  async submit(
    page: VisitedPage,
    selector: string,
    fields: Fields = {},
    button?: string,
  ): Promise<VisitedPage> {
    const form = page.document.querySelector(selector);
    if (!form) throw new Error(`the page has no such form: ${selector}\n${page.html}`);
    const data = new FormData();
    for (const [name, value] of heldFields(form, button)) if (!(name in fields)) data.append(name, value);
    for (const [name, value] of Object.entries(fields))
      for (const one of [value].flat() as (string | File)[])
        if (typeof one === "string") data.append(name, one);
        else data.append(name, one, one.name);
    const isMultipart = form.getAttribute("enctype") === "multipart/form-data";
    const body = isMultipart
      ? data
      : new URLSearchParams([...data].map(([name, value]) => [name, String(value)]));
    const action = new URL(form.getAttribute("action") ?? "", page.url);
    const path = action.pathname + action.search;
    if (form.getAttribute("method") !== "post") return this.get(`${action.pathname}?${body}`);
    return this.send(path, { method: "POST", body, headers: { origin: this.#url } });
  }

  async send(path: string, init: RequestInit, redirects = 5): Promise<VisitedPage> {
    const url = new URL(path, this.#url);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: { ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (location !== null && redirects > 0) {
      const next = new URL(location, url);
      if (next.origin !== url.origin) throw new Error(`a redirect leads elsewhere: ${location}`);
      await answer.body?.cancel();
      return this.send(next.pathname + next.search, {}, redirects - 1);
    }
    const html = await answer.text();
    const { document } = parseHTML(html);
    const texts = (selector: string) =>
      [...document.querySelectorAll(selector)].map((element) =>
        contentOf(element).replace(/\s+/g, " ").trim(),
      );
    return {
      status: answer.status,
      url,
      headers: answer.headers,
      html,
      document,
      texts,
      text: (selector) => texts(selector)[0] ?? "",
    };
  }

  /** Signs in with a token on the page for it. */
  async signIn(token: string): Promise<this> {
    await this.submit(await this.get("/login"), "form[action='/login']", { token });
    return this;
  }
}

const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };

/** Browsers resolve entities in a textarea, and drop a first line break; linkedom does not. */
function contentOf(element: Element): string {
  const text = element.textContent ?? "";
  if (element.localName !== "textarea") return text;
  return text
    .replace(/^\n/, "")
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? "");
}

function heldFields(form: Element, button: string | undefined): [string, string][] {
  const held: [string, string][] = [];
  for (const field of form.querySelectorAll("input[name], textarea[name]")) {
    const type = field.getAttribute("type");
    if (type === "file" || (["radio", "checkbox"].includes(type ?? "") && !field.hasAttribute("checked")))
      continue;
    const text = field.localName === "textarea" ? contentOf(field) : undefined;
    held.push([field.getAttribute("name") ?? "", text ?? field.getAttribute("value") ?? ""]);
  }
  for (const field of form.querySelectorAll("select[name]")) {
    const option = field.querySelector("option[selected]") ?? field.querySelector("option");
    held.push([field.getAttribute("name") ?? "", option?.getAttribute("value") ?? ""]);
  }
  const pressed = [...form.querySelectorAll("button[name]")].find(
    (element) => button === undefined || element.getAttribute("value") === button,
  );
  if (pressed) held.push([pressed.getAttribute("name") ?? "", pressed.getAttribute("value") ?? ""]);
  return held;
}
