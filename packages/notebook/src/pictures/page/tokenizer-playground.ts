import { pageTokenizer } from "../shared/page-tokenizer.ts";
import type { PageToken, PlaygroundData, TokenizerData } from "../shared/tokenizer-data.ts";
import { visibleText } from "../shared/visible-text.ts";
import { unpack } from "./base64.ts";
import { element, foldedTable } from "./element.ts";

/** Tokens as chips under a text that can be edited. */
export async function mount(root: HTMLElement, data: PlaygroundData): Promise<void> {
  const tokenizer = (await unpack(data.tokenizer)) as TokenizerData;
  const encode = pageTokenizer(tokenizer);
  const input = element("textarea", { rows: 3, maxlength: 5000, spellcheck: "false" }, data.text);
  const special = element("input", { type: "checkbox", checked: true });
  const counts = element("p", { role: "status", class: "lcp-counts" });
  const chips = element("ol", { class: "lcp-chips", "aria-label": "Tokens" });
  const details = element("p", { class: "lcp-details", "aria-live": "polite" });
  const table = element("div");

  const update = () => {
    const tokens = encode(input.value, special.checked);
    counts.textContent = `${count(tokens.length, "token")}, ${count([...input.value].length, "character")}`;
    const buttons = tokens.map((token, i) => chip(token, i, data.colors[i % data.colors.length] ?? "gray"));
    chips.replaceChildren(...buttons.map((button) => element("li", {}, button)));
    hint();
    const rows = tokens.map((token, i) => [
      String(i),
      token.token,
      String(token.id),
      place(token),
      part(token),
    ]);
    table.replaceChildren(foldedTable("As a table", ["", "token", "id", "offsets", "text"], rows));
  };
  const hint = () => {
    details.textContent =
      "Point at a token, or move there with Tab and the arrow keys, for its id and offsets.";
  };
  const part = ({ start, end }: PageToken) => visibleText(input.value.slice(start, end));

  const chip = (token: PageToken, i: number, color: string) => {
    const label = `token ${i}: ${token.token}, id ${token.id}, offsets ${place(token)}`;
    const button = element(
      "button",
      {
        ...{ type: "button", class: token.isSpecial ? "lcp-chip lcp-special" : "lcp-chip" },
        ...{ style: `--color:${color}`, tabindex: i === 0 ? 0 : -1, "aria-label": label },
      },
      element("span", {}, visibleText(token.token)),
      element("small", {}, String(token.id)),
    );
    const show = () => {
      const around = token.end > token.start;
      details.replaceChildren(
        ...["token ", element("code", {}, token.token), `, id ${token.id}, offsets ${place(token)}`],
        ...(around ? [": ", ...marked(input.value, token)] : []),
      );
    };
    button.addEventListener("pointerenter", show);
    button.addEventListener("focus", show);
    return button;
  };

  // One stop of the Tab key for all chips; arrows move among them.
  chips.addEventListener("keydown", (event) => {
    const buttons = [...chips.querySelectorAll("button")];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: buttons.length - 1,
    };
    const next = buttons[steps[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    buttons[at]?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
  input.addEventListener("input", update);
  special.addEventListener("change", update);
  const hasSpecial = tokenizer.before.length + tokenizer.after.length > 0;
  root.replaceChildren(
    element("label", { class: "lcp-text" }, "Text", input),
    ...(hasSpecial ? [element("label", {}, special, " add special tokens")] : []),
    ...[counts, chips, details, table],
  );
  update();
}

function place({ start, end }: PageToken): string {
  return `${start}–${end}`;
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

/** The part of the text that a token stands for, with some of what is around it. */
function marked(text: string, { start, end }: PageToken): (Node | string)[] {
  const before = text.slice(Math.max(0, start - 20), start);
  return [
    visibleText(start > 20 ? `…${before}` : before),
    element("mark", {}, visibleText(text.slice(start, end))),
    visibleText(end + 20 < text.length ? `${text.slice(end, end + 20)}…` : text.slice(end)),
  ];
}
