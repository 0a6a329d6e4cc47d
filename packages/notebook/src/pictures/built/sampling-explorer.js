(id, data) => {
"use strict";
const { nextToken, drawToken } = (() => {
function nextToken(
  logits              ,
  previous                  ,
  settings                  ,
)            {
  const scores = logits.slice();
  const { repetitionPenalty, temperature, topK, topP, minP } = settings;
  for (const id of new Set(previous)) {
    const logit = scores[id] ?? 0;
    scores[id] = logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty;
  }
  for (let id = 0; id < scores.length; id++) scores[id] = (scores[id] ?? 0) / temperature;
  const before = softmax(scores);
  const cuts = new Array                 (scores.length).fill(undefined);
  const cutBelow = (values                   , least        , cut     ) => {
    for (let id = 0; id < scores.length; id++) {
      if (scores[id] === Number.NEGATIVE_INFINITY || (values[id] ?? 0) >= least) continue;
      scores[id] = Number.NEGATIVE_INFINITY;
      cuts[id] = cut;
    }
  };
  if (topK > 0) cutBelow(scores, descending(scores)[Math.min(topK, scores.length) - 1] ?? 0, "top-k");
  if (topP < 1) {
    const probabilities = softmax(scores);
    let [sum, least] = [0, 0];
    for (const probability of descending(probabilities)) {
      least = probability;
      sum += probability;
      if (sum >= topP) break;
    }
    cutBelow(probabilities, least, "top-p");
  }
  if (minP > 0) cutBelow(scores, (descending(scores)[0] ?? 0) + Math.log(minP), "min-p");
  return { before, after: softmax(scores), cuts };
}
function drawToken({ after }           , random              )         {
  let left = random();
  let drawn = 0;
  for (const [id, probability] of after.entries()) {
    if (probability === 0) continue;
    drawn = id;
    left -= probability;
    if (left < 0) break;
  }
  return drawn;
}
function softmax(scores              )               {
  const largest = scores.reduce((max, score) => Math.max(max, score), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(scores, (score) => Math.exp(score - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
function descending                                       (values   )    {
  return values.slice().sort().reverse()     ;
}
return { nextToken, drawToken };
})();
const { randomStream } = (() => {
function randomStream(seed        )               {
  let [a, b, c, counter] = [seed | 0, 0, 0x9e3779b9 | 0, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}
return { randomStream };
})();
const { samplingRows, percent } = (() => {
function samplingRows(
  next           ,
  names                             ,
  count        ,
)                {
  const order = Array.from(next.before.keys()).sort((a, b) => (next.before[b] ?? 0) - (next.before[a] ?? 0));
  const rows                = order.slice(0, count).map((id) => ({
    ...{
      id,
      label: names.get(id) ?? `token ${id}`,
      status: next.cuts[id] ? `cut by ${next.cuts[id]}` : "kept",
    },
    ...{ before: next.before[id] ?? 0, after: next.after[id] ?? 0 },
  }));
  const others = order.slice(count);
  if (others.length === 0) return rows;
  const sum = (values              ) => others.reduce((total, id) => total + (values[id] ?? 0), 0);
  const kept = others.filter((id) => next.cuts[id] === undefined).length;
  const label = `${others.length} other token${others.length === 1 ? "" : "s"}`;
  return [
    ...rows,
    {
      id: undefined,
      label,
      before: sum(next.before),
      after: sum(next.after),
      status: `${kept === 0 ? "none" : kept} kept`,
    },
  ];
}
function percent(share        )         {
  return share > 0 && share < 0.0001 ? "<0.01 %" : `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;
}
return { samplingRows, percent };
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
const { slider } = (() => {
function slider(options               )
  {
  const { label, min, max, step, value, format } = options;
  const input = element("input", { type: "range", min, max, step, value });
  const output = element("span", { "aria-hidden": "true", class: "lcp-value" });
  const show = () => {
    output.textContent = format(input.valueAsNumber);
    input.setAttribute("aria-valuetext", format(input.valueAsNumber));
  };
  input.addEventListener("input", () => {
    show();
    options.onInput(input.valueAsNumber);
  });
  show();
  return {
    node: element("label", { class: "lcp-slider" }, element("span", {}, label), input, output),
    set(changes) {
      input.max = String(changes.max);
      input.value = String(changes.value);
      show();
    },
  };
}
return { slider };
})();
const { mount } = (() => {
function mount(root             , data              )       {
  const logits = new Float32Array(fromBase64(data.logits).buffer);
  const names = new Map(data.names);
  const draws = new Map                ();
  let settings = data.settings;
  let next = nextToken(logits, data.previous, settings);
  let random = randomStream(data.seed);
  let last                    ;
  const body = element("tbody");
  const status = element("p", { role: "status", class: "lcp-counts" });
  const drawn = element("span", { "aria-live": "polite" });
  const nameOf = (id        ) => visibleText(names.get(id) ?? `token ${id}`);
  const row = ({ id, label, before, after, status }             , longest        ) => {
    const times = id === undefined ? othersDrawn() : (draws.get(id) ?? 0);
    const isCut = after === 0;
    const part = (tag           , share        ) =>
      element(tag, { style: `width:${(100 * share) / longest}%` });
    const bar = element(
      "div",
      { class: "lcp-bar", "aria-hidden": "true" },
      part("i", after),
      part("b", before),
    );
    const name = id === undefined ? label : element("code", {}, visibleText(label));
    return element(
      "tr",
      {
        class: [isCut && "lcp-cut", id !== undefined && id === last && "lcp-drawn"].filter(Boolean).join(" "),
      },
      element("th", { scope: "row" }, name),
      element("td", {}, bar),
      ...[percent(before), isCut ? "0" : percent(after)].map((text) =>
        element("td", { class: "lcp-number" }, text),
      ),
      element("td", {}, status),
      element("td", { class: "lcp-number" }, times > 0 ? `${times}×` : ""),
    );
  };
  let shown = new Set                    ();
  const othersDrawn = () => [...draws].reduce((sum, [id, times]) => sum + (shown.has(id) ? 0 : times), 0);
  const draw = () => {
    const rows = samplingRows(next, names, data.rows);
    shown = new Set(rows.map(({ id }) => id));
    const longest = Math.max(...rows.flatMap(({ before, after }) => [before, after]));
    body.replaceChildren(...rows.map((each) => row(each, longest)));
    const kept = next.cuts.filter((cut) => cut === undefined).length;
    const mass = next.before.reduce((sum, share, id) => sum + (next.cuts[id] ? 0 : share), 0);
    status.textContent = `${kept} of ${logits.length} tokens may be drawn; before the cut they have ${percent(mass)}.`;
  };
  const reset = () => {
    draws.clear();
    random = randomStream(data.seed);
    last = undefined;
    drawn.textContent = "";
    draw();
  };
  const change = (changes                           ) => {
    settings = { ...settings, ...changes };
    next = nextToken(logits, data.previous, settings);
    reset();
  };
  const times = (count        ) => () => {
    for (let i = 0; i < count; i++) {
      last = drawToken(next, random);
      draws.set(last, (draws.get(last) ?? 0) + 1);
    }
    drawn.textContent = last === undefined ? "" : `Drawn: ${nameOf(last)}`;
    draw();
  };
  const button = (label        , click            ) => {
    const made = element("button", { type: "button" }, label);
    made.addEventListener("click", click);
    return made;
  };
  const number = (digits        ) => (value        ) => value.toFixed(digits);
  const off = (neutral        , digits        ) => (value        ) =>
    value === neutral ? `${value} (off)` : value.toFixed(digits);
  const size = logits.length;
  const toK = (place        ) => (place >= 100 ? 0 : Math.round((size + 1) ** (place / 100)));
  const fromK = (k        ) => (k === 0 ? 100 : Math.round((100 * Math.log(k)) / Math.log(size + 1)));
  const { temperature, topK, topP, minP, repetitionPenalty } = settings;
  const controls = [
    slider({
      ...{ label: "temperature", min: 0.1, max: 3, step: 0.05, value: temperature, format: number(2) },
      onInput: (value) => change({ temperature: value }),
    }),
    slider({
      ...{ label: "top-k", min: 0, max: 100, step: 1, value: fromK(topK) },
      format: (place) => (toK(place) === 0 ? "all (off)" : String(toK(place))),
      onInput: (place) => change({ topK: toK(place) }),
    }),
    slider({
      ...{ label: "top-p", min: 0.05, max: 1, step: 0.01, value: topP, format: off(1, 2) },
      onInput: (value) => change({ topP: value }),
    }),
    slider({
      ...{ label: "min-p", min: 0, max: 0.5, step: 0.01, value: minP, format: off(0, 2) },
      onInput: (value) => change({ minP: value }),
    }),
    slider({
      ...{
        label: "repetition penalty",
        min: 1,
        max: 2,
        step: 0.05,
        value: repetitionPenalty,
        format: off(1, 2),
      },
      onInput: (value) => change({ repetitionPenalty: value }),
    }),
  ];
  const headers = ["next token", "", "before (dashed)", "after the cut (filled)", "", "drawn"];
  const head = element("tr", {}, ...headers.map((text) => element("th", { scope: "col" }, text)));
  root.replaceChildren(
    element("p", {}, "After ", element("code", {}, visibleText(data.prompt)), " comes …"),
    element("div", { class: "lcp-controls" }, ...controls.map(({ node }) => node)),
    status,
    element(
      "div",
      { class: "lcp-buttons" },
      ...[
        button("Draw a token", times(1)),
        button("Draw 100", times(100)),
        button("Reset draws", reset),
        drawn,
      ],
    ),
    element("table", { class: "lcp-bars" }, element("thead", {}, head), body),
  );
  draw();
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
