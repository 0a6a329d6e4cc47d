(id, data) => {
"use strict";
const { pathTo, textTo, stepsOf, fateAt } = (() => {
function pathTo({ nodes }         , place        )           {
  const path           = [];
  for (let at = place; at >= 0; at = nodes[at]?.parent ?? -1) path.unshift(at);
  return path;
}
function textTo(run         , place        )         {
  return pathTo(run, place)
    .map((at) => run.nodes[at]?.token ?? "")
    .join("");
}
function stepsOf({ nodes }         )         {
  return nodes.reduce((most, { step }) => Math.max(most, step), 0);
}
function fateAt(
  { nodes }         ,
  place        ,
  step        ,
)                                             {
  const node = nodes[place];
  if (node?.state !== "beam") return node?.state === "finished" ? "finished" : "pruned";
  if (node.step === step) return "running";
  return nodes.some(({ parent, state }) => parent === place && state !== "pruned") ? "running" : "left";
}
return { pathTo, textTo, stepsOf, fateAt };
})();
const { escapeHtml } = (() => {
function escapeHtml(text        )         {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
return { escapeHtml };
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
const { beamTreeContent, beamLegend } = (() => {
const [columnWidth, rowHeight, left, top] = [138, 34, 24, 30];
const signs = { running: "●", left: "✕", pruned: "✕", finished: "■" };
function beamTreeContent(
  run         ,
  step        ,
)                                                     {
  const rows = placeRows(run);
  const x = (place        ) => left + columnWidth * (run.nodes[place]?.step ?? 0);
  const y = (place        ) => top + rowHeight * (rows[place + 1] ?? 0);
  const last = step >= stepsOf(run);
  const winners = new Set(last ? pathTo(run, run.best) : []);
  const parts = run.nodes.flatMap((node, place) => {
    if (node.step > step) return [];
    const fate = fateAt(run, place, step);
    const wins = winners.has(place);
    const dead = fate === "pruned" || fate === "left";
    const color = wins ? "#d9691b" : dead ? "currentColor" : "#2b8acb";
    const [x0, y0, x1, y1] = [x(node.parent) + 7, y(node.parent), x(place), y(place)];
    const bend = x0 + 22;
    const line = `M${x0} ${y0}C${x0 + 12} ${y0} ${x0 + 10} ${y1} ${bend} ${y1}H${x1 - 7}`;
    const stroke = `stroke="${color}" stroke-width="${wins ? 3.5 : dead ? 1 : 2}"${dead ? ' stroke-dasharray="4 3"' : ""}`;
    const token = visibleText(node.token);
    const label = escapeHtml(token.length > 13 ? `${token.slice(0, 12)}…` : token);
    const finalScore =
      node.finalScore === undefined
        ? ""
        : `<tspan font-weight="bold"> → ${node.finalScore.toFixed(2)}</tspan>`;
    const star = wins && place === run.best ? "★" : signs[fate];
    return [
      `<g${dead ? ' opacity="0.75"' : ""}><path d="${line}" fill="none" ${stroke}/>`,
      `<text x="${bend + 2}" y="${y1 - 5}"${wins ? ' font-weight="bold"' : ""}>${label}</text>`,
      `<text x="${bend + 2}" y="${y1 + 12}" font-size="10">${node.score.toFixed(2)}${finalScore}</text>`,
      `<text x="${x1}" y="${y1 + 4}" text-anchor="middle" font-size="12">${star}</text></g>`,
    ];
  });
  const start = `<text x="${left}" y="${y(-1) + 4}" text-anchor="middle">●</text>`;
  const titles = Array.from({ length: stepsOf(run) }, (_, i) => {
    const opacity = i < step ? 1 : 0.4;
    return `<text x="${left + columnWidth * (i + 0.6)}" y="14" text-anchor="middle" font-size="11" opacity="${opacity}">step ${i + 1}</text>`;
  });
  return {
    content: [...titles, start, ...parts].join(""),
    width: left + columnWidth * stepsOf(run) + 30,
    height: top + rowHeight * (Math.max(...rows) + 1),
  };
}
function placeRows({ nodes }         )           {
  const rows = new Array        (nodes.length + 1).fill(0);
  let next = 0;
  const visit = (place        )         => {
    const children = [...nodes.keys()].filter((at) => nodes[at]?.parent === place);
    children.sort((a, b) => (nodes[b]?.score ?? 0) - (nodes[a]?.score ?? 0));
    const own = children.map(visit);
    const row = own.length === 0 ? next++ : ((own[0] ?? 0) + (own.at(-1) ?? 0)) / 2;
    rows[place + 1] = row;
    return row;
  };
  visit(-1);
  return rows;
}
const beamLegend =
  "● goes on, ✕ given up, ■ finished (→ score with length penalty), ★ the best. Below a token: the sum of the log probabilities.";
return { beamTreeContent, beamLegend };
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
function mount(root             , { runs, shown }              )       {
  let run = runs[shown]           ;
  let step = stepsOf(run);
  const picture = element("div", { class: "lcp-scroll", tabindex: 0, role: "group", "aria-label": "Tree" });
  const status = element("p", { role: "status", class: "lcp-counts" });
  const table = element("div");
  const draw = () => {
    const { content, width, height } = beamTreeContent(run, step);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="13">${content}</svg>`;
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    parsed.setAttribute("aria-hidden", "true");
    picture.replaceChildren(document.importNode(parsed, true));
    const best = run.nodes[run.best];
    const done = step === stepsOf(run);
    const running = run.nodes.filter((node) => node.step === step && node.state === "beam").length;
    status.textContent = done
      ? `Found, with score ${best?.finalScore?.toFixed(2)}: ${visibleText(textTo(run, run.best))}`
      : `After step ${step}: ${running} beam${running === 1 ? "" : "s"}`;
    const rows = run.nodes.flatMap((node, place) => {
      if (node.step > step) return [];
      const fate = done && place === run.best ? "the best" : fateAt(run, place, step);
      const final = node.finalScore?.toFixed(2) ?? "";
      return [[String(node.step), visibleText(textTo(run, place)), node.score.toFixed(2), fate, final]];
    });
    table.replaceChildren(foldedTable("As a table", ["step", "text", "log probability", "", "score"], rows));
  };
  const steps = slider({
    ...{ label: "steps", min: 1, max: step, step: 1, value: step },
    format: (value) => `${value} of ${stepsOf(run)}`,
    onInput: (value) => {
      step = value;
      draw();
    },
  });
  const options = runs.map(({ numBeams }, i) =>
    element(
      "option",
      { value: i, selected: i === shown },
      `${numBeams} beam${numBeams === 1 ? " (greedy)" : "s"}`,
    ),
  );
  const choice = element("select", {}, ...options);
  choice.addEventListener("change", () => {
    run = runs[choice.selectedIndex]           ;
    step = stepsOf(run);
    steps.set({ max: step, value: step });
    draw();
  });
  root.replaceChildren(
    element("p", {}, "After ", element("code", {}, visibleText(run.prompt)), " comes …"),
    element("div", { class: "lcp-controls" }, element("label", {}, "search with ", choice), steps.node),
    ...[status, picture, element("p", {}, element("small", {}, beamLegend)), table],
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
