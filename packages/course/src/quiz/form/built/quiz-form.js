(id, data) => {
"use strict";
function start(id        , data              , tries = 50)       {
  const roots = document.querySelectorAll             (`[data-form="${id}"]:not([data-mounted])`);
  if (roots.length === 0 && tries > 0) setTimeout(start, 100, id, data, tries - 1);
  for (const root of roots) {
    root.setAttribute("data-mounted", "");
    mount(root, data);
  }
}
function mount(root             , data              )       {
  const total = element("p", { role: "status", class: "lcq-total" });
  const parts = data.questions.map((question, place) => part(root, question, place, data, count));
  function count()       {
    const graded = parts.flatMap(({ graded }) => graded() ?? []);
    const right = graded.filter(Boolean).length;
    total.textContent = `${right} right of ${graded.length} answered, ${parts.length} in all`;
  }
  const how = root.querySelector(".lcq-how");
  if (data.kind === "quiz") {
    how?.replaceWith(total);
    return;
  }
  const button = element("button", { type: "button" }, "Hand in");
  how?.replaceWith(element("div", { class: "lcq-row" }, button, total));
  button.addEventListener("click", async () => {
    const open = parts.flatMap(({ chosen }, i) => (chosen().length === 0 ? [i + 1] : []));
    if (open.length > 0) {
      total.textContent = `Not answered yet: ${open.join(", ")}`;
      return;
    }
    button.disabled = true;
    const right = parts.filter(({ grade }) => grade()).length;
    const passed = right >= (data.needed ?? parts.length);
    const score = `${right} of ${parts.length}: ${passed ? "passed" : "not passed"}, ${data.needed} are needed.`;
    total.textContent = score;
    const answers = Object.fromEntries(data.questions.map(({ id }, i) => [id, parts[i]?.chosen() ?? []]));
    const body = { chapter: Number(data.subject), seed: data.seed, answers };
    total.textContent = `${score} ${await record(data, "exams", body, "in a cell: exam(…).answer(…), then handIn()")}`;
  });
}
function part(
  root             ,
  question              ,
  place        ,
  data              ,
  changed            ,
)       {
  const fieldset = root.querySelector             (`[data-question="${question.id}"]`);
  const inputs = [...(fieldset?.querySelectorAll("input") ?? [])];
  const name = `${question.id}-${Math.random()}`;
  for (const input of inputs) input.name = name;
  const status = element("p", { role: "status" });
  let verdict                     ;
  const chosen = () => inputs.filter(({ checked }) => checked).map(({ value }) => Number(value));
  const clear = () => {
    for (const why of [...(fieldset?.querySelectorAll(".lcq-why") ?? [])]) why.remove();
    for (const row of [...(fieldset?.querySelectorAll(".lcq-chosen") ?? [])])
      row.classList.remove("lcq-chosen");
  };
  const grade = () => {
    clear();
    const mine = chosen();
    for (const input of inputs) {
      const choice = question.choices.find(({ index }) => index === Number(input.value));
      const row = input.closest(".lcq-choice");
      if (!choice || !row) continue;
      if (input.checked) row.classList.add("lcq-chosen");
      const mark = element("span", { class: "lcq-mark" }, choice.correct ? "✓ Right. " : "✗ Wrong. ");
      const why = element("div", { class: `lcq-why ${choice.correct ? "lcq-right" : "lcq-wrong"}` });
      why.append(...new DOMParser().parseFromString(choice.why, "text/html").body.childNodes);
      (why.querySelector("p") ?? why).prepend(mark);
      row.append(why);
    }
    verdict = question.choices.every(({ index, correct }) => correct === mine.includes(index));
    status.textContent = verdict ? "✓ Your answer is right." : "✗ Your answer is not right.";
    return verdict;
  };
  if (data.kind === "exam") fieldset?.append(status);
  else {
    const button = element("button", { type: "button" }, "Check");
    fieldset?.append(element("div", { class: "lcq-row" }, button, status));
    fieldset?.addEventListener("change", () => {
      clear();
      status.textContent = "";
    });
    button.addEventListener("click", async () => {
      const mine = chosen();
      if (mine.length === 0) {
        status.textContent = "Choose an answer first.";
        return;
      }
      grade();
      changed();
      const letters = mine.map(
        (index) => `"${question.choices.find((choice) => choice.index === index)?.letter}"`,
      );
      const line = `(await quiz("${data.subject}")).answer(${[place + 1, ...letters].join(", ")})`;
      const text = status.textContent;
      const body = { quiz: data.subject, question: question.id, choices: mine };
      const told = await record(data, "answers", body, `in a cell: ${line}`);
      if (status.textContent === text) status.textContent = `${text} ${told}`;
    });
  }
  return { chosen, grade, graded: () => verdict };
}
async function record(data              , path        , body         , otherwise        )                  {
  const { endpoint } = data;
  if (!endpoint) return `Not recorded from here; record it ${otherwise}`;
  try {
    const response = await fetch(`${endpoint.url}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${endpoint.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json())                                              ;
    return response.ok ? answer.message : `Not recorded: ${answer.error?.message}`;
  } catch {
    return `Not recorded, since this notebook's kernel does not answer; run the cell again, or record it ${otherwise}`;
  }
}
function element                                         (
  tag     ,
  attributes                        ,
  ...children
)                             {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
start(id, data);
}
