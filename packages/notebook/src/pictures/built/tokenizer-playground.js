(id, data) => {
"use strict";
const { mergeRanks, byteLevelBpe } = (() => {
const gpt2Words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
function bytesAsCharacters()           {
  let next = 0x100;
  const isVisible = (byte        ) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : next++));
}
function mergeRanks(data               )                      {
  const ranks = new Map                ();
  let id = -1;
  for (const value of data.merges ?? []) {
    if (value < 0) {
      id = -2 - value;
      continue;
    }
    id += 1;
    const token = data.vocabulary[id] ?? "";
    ranks.set(`${token.slice(0, value)} ${token.slice(value)}`, ranks.size);
  }
  return ranks;
}
function merge(parts             , ranks                             )              {
  let symbols = parts;
  for (;;) {
    let [best, bestRank] = ["", Number.POSITIVE_INFINITY];
    for (let i = 0; i + 1 < symbols.length; i++) {
      const pair = `${symbols[i]?.text} ${symbols[i + 1]?.text}`;
      const rank = ranks.get(pair) ?? Number.POSITIVE_INFINITY;
      if (rank < bestRank) [best, bestRank] = [pair, rank];
    }
    if (best === "") return symbols;
    const joined              = [];
    for (const symbol of symbols) {
      const last = joined.at(-1);
      if (last && `${last.text} ${symbol.text}` === best)
        joined[joined.length - 1] = { text: last.text + symbol.text, start: last.start, end: symbol.end };
      else joined.push(symbol);
    }
    symbols = joined;
  }
}
function trimmed(token        , start        , end        , prefix         )                                 {
  const spaces = (pattern        ) => pattern.exec(token)?.[0].length ?? 0;
  const before = spaces(/^Ġ*/);
  const from = start === 0 && prefix && before === 1 ? start : Math.min(start + before, end);
  return { start: from, end: Math.max(end - spaces(/Ġ*$/), from) };
}
function byteLevelBpe(
  text                      ,
  ids                             ,
  ranks                             ,
  data               ,
)              {
  const alphabet = bytesAsCharacters();
  const encoder = new TextEncoder();
  const whole = text.map((character) => character.text).join("");
  const first = text[0]?.start ?? 0;
  return [...whole.matchAll(gpt2Words)].flatMap(({ 0: word, index }) => {
    let start = first + index;
    const bytes = Array.from(word, (character) => {
      const place = { start, end: start + character.length };
      start = place.end;
      return Array.from(encoder.encode(character), (byte) => ({ text: alphabet[byte] ?? "", ...place }));
    }).flat();
    return merge(bytes, ranks).flatMap(({ text: token, start, end }) => {
      const id = ids.get(token);
      if (id === undefined) return [];
      return [
        {
          id,
          token,
          ...(data.trim ? trimmed(token, start, end, data.trim.prefix) : { start, end }),
          isSpecial: false,
        },
      ];
    });
  });
}
return { mergeRanks, byteLevelBpe };
})();
const { wordPiece } = (() => {
const bertControls = /[\p{Cc}\p{Cf}\p{Co}\uFFFD](?<![\t\n\r])/u;
const whiteSpace = /\p{White_Space}/u;
const ideographs =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/u;
const punctuation = /[\p{P}!-/:-@[-`{-~]/u;
function bertCharacters(character        , bert                                    )         {
  if (bert.clean && bertControls.test(character)) return "";
  if (bert.clean && whiteSpace.test(character)) return " ";
  let text = character;
  if (bert.accents) text = text.normalize("NFD").replace(/\p{Mn}/gu, "");
  if (bert.lower) text = Array.from(text, (part) => part.toLowerCase()).join("");
  return text;
}
function bertWords(text                      , bert                       )                {
  const words                = [];
  let word              = [];
  const endWord = () => {
    if (word.length > 0) words.push(word);
    word = [];
  };
  for (const { text: original, start, end } of text) {
    const isIdeograph = bert?.ideographs && ideographs.test(original);
    if (isIdeograph) endWord();
    for (const part of bert ? bertCharacters(original, bert) : original) {
      const isAlone = punctuation.test(part);
      if (isAlone || whiteSpace.test(part)) endWord();
      if (!whiteSpace.test(part)) word.push({ text: part, start, end });
      if (isAlone) endWord();
    }
    if (isIdeograph) endWord();
  }
  endWord();
  return words;
}
function wordPiece(
  text                      ,
  ids                             ,
  data               ,
)              {
  const { unknown = 0, prefix = "##", maxChars = 100 } = data.wordPiece ?? {};
  return bertWords(text, data.bert).flatMap((word) => {
    const token = (id        , from        , to        )            => ({
      ...{ id, token: data.vocabulary[id] ?? "", isSpecial: false },
      ...{ start: word[from]?.start ?? 0, end: word[to - 1]?.end ?? 0 },
    });
    const tokens              = [];
    for (let from = 0; from < word.length && word.length <= maxChars; ) {
      let to = word.length;
      let id                    ;
      for (; to > from; to--) {
        const piece = word.slice(from, to).map((character) => character.text);
        id = ids.get((from > 0 ? prefix : "") + piece.join(""));
        if (id !== undefined) break;
      }
      if (id === undefined) return [token(unknown, 0, word.length)];
      tokens.push(token(id, from, to));
      from = to;
    }
    return tokens.length > 0 ? tokens : [token(unknown, 0, word.length)];
  });
}
return { wordPiece };
})();
const { pageTokenizer } = (() => {
function pageTokenizer(data               )         {
  const ids = new Map                ();
  for (const [id, token] of data.vocabulary.entries()) if (token !== null) ids.set(token, id);
  const ranks = mergeRanks(data);
  const encodePart = (text                      ) =>
    data.wordPiece ? wordPiece(text, ids, data) : byteLevelBpe(text, ids, ranks, data);
  const special = (id        , start        , end        )            => ({
    ...{ id, token: data.vocabulary[id] ?? "", start, end, isSpecial: true },
  });
  const added = data.added
    .map((id) => ({ id, token: data.vocabulary[id] ?? "" }))
    .sort((a, b) => b.token.length - a.token.length);
  return (given, addSpecialTokens) => {
    const text = given.replace(/\p{Surrogate}/gu, "\uFFFD");
    const tokens              = [];
    let part              = [];
    const endPart = () => {
      if (part.length > 0) tokens.push(...encodePart(part));
      part = [];
    };
    for (let at = 0; at < text.length; ) {
      const found = added.find(({ token }) => text.startsWith(token, at));
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const end = at + (found?.token ?? character).length;
      if (found) {
        endPart();
        tokens.push(special(found.id, at, end));
      } else part.push({ text: character, start: at, end });
      at = end;
    }
    endPart();
    const around = (list                   ) => (addSpecialTokens ? list.map((id) => special(id, 0, 0)) : []);
    return [...around(data.before), ...tokens, ...around(data.after)];
  };
}
return { pageTokenizer };
})();
const { visibleText } = (() => {
function visibleText(text        )         {
  return text
    .replace(/ /g, "␣")
    .replace(/\n/g, "⏎")
    .replace(/\t/g, "⇥")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\uFFFE\uFFFF]/gu, "\uFFFD");
}
return { visibleText };
})();
const { fromBase64, unpack } = (() => {
function fromBase64(text        )                          {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
async function unpack(packed        )                   {
  const stream = new Blob([fromBase64(packed)]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("deflate-raw"))).json();
}
return { fromBase64, unpack };
})();
const { element, foldedTable } = (() => {
function element                                         (
  tag     ,
  attributes                                            = {},
  ...children
)                             {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(name, value === true ? "" : String(value));
  made.append(...children);
  return made;
}
function foldedTable(
  summary        ,
  headers                   ,
  rows                                ,
) {
  const cells = (tag             , texts                   ) =>
    texts.map((text) => element(tag, tag === "th" ? { scope: "col" } : {}, text));
  const table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...cells("th", headers))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells("td", row)))),
  );
  return element("details", {}, element("summary", {}, summary), table);
}
return { element, foldedTable };
})();
const { mount } = (() => {
async function mount(root             , data                )                {
  const tokenizer = (await unpack(data.tokenizer))                 ;
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
  const part = ({ start, end }           ) => visibleText(input.value.slice(start, end));
  const chip = (token           , i        , color        ) => {
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
  chips.addEventListener("keydown", (event) => {
    const buttons = [...chips.querySelectorAll("button")];
    const at = buttons.indexOf(event.target                     );
    const steps                         = {
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
function place({ start, end }           )         {
  return `${start}–${end}`;
}
function count(number        , unit        )         {
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}
function marked(text        , { start, end }           )                    {
  const before = text.slice(Math.max(0, start - 20), start);
  return [
    visibleText(start > 20 ? `…${before}` : before),
    element("mark", {}, visibleText(text.slice(start, end))),
    visibleText(end + 20 < text.length ? `${text.slice(end, end + 20)}…` : text.slice(end)),
  ];
}
return { mount };
})();
const start = (tries) => {
  const roots = document.querySelectorAll('[data-picture="' + id + '"]:not([data-mounted])');
  if (roots.length === 0 && tries > 0) setTimeout(start, 100, tries - 1);
  for (const root of roots) {
    root.setAttribute("data-mounted", "");
    mount(root, data);
  }
};
start(50);
}
