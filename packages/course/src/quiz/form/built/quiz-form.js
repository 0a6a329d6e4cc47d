(id, data) => {
"use strict";
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
async function record(
  { endpoint }              ,
  path        ,
  body         ,
  otherwise        ,
)                {
  if (!endpoint) return { text: `Not recorded from here; record it ${otherwise}`, again: false };
  try {
    const response = await fetch(`${endpoint.url}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${endpoint.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json())                                                    ;
    if (response.ok) return { text: answer.message, again: false };
    return { text: `Not recorded: ${answer.error?.message}`, again: response.status !== 422 };
  } catch {
    const text = `Not recorded, since this notebook's kernel does not answer. Try again; if it was restarted, run the cell again first, your answer is kept. Or record it ${otherwise}`;
    return { text, again: true };
  }
}
function unrecorded({ kind, subject, seed = "" }              )                        {
  const page = globalThis                                                                     ;
  const key = Symbol.for("llm-course.unrecorded");
  const all = page[key] ?? new Map                               ();
  page[key] = all;
  const name = [kind, subject, seed].join(" ");
  const answers = all.get(name) ?? new Map                  ();
  all.set(name, answers);
  return answers;
}
function part(root             , question              )       {
  const fieldset = root.querySelector             (`[data-question="${question.id}"]`);
  const inputs = [...(fieldset?.querySelectorAll("input") ?? [])];
  const name = `${question.id}-${Math.random()}`;
  for (const input of inputs) input.name = name;
  const status = element("p", { role: "status" });
  let verdict                     ;
  const chosen = () => inputs.filter(({ checked }) => checked).map(({ value }) => Number(value));
  const choose = (choices                   ) => {
    for (const input of inputs) input.checked = choices.includes(Number(input.value));
  };
  const clear = () => {
    for (const why of [...(fieldset?.querySelectorAll(".lcq-why") ?? [])]) why.remove();
    for (const row of [...(fieldset?.querySelectorAll(".lcq-chosen") ?? [])])
      row.classList.remove("lcq-chosen");
    status.textContent = "";
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
  return { question, fieldset, inputs, status, chosen, choose, grade, graded: () => verdict, clear };
}
function quizPart(part      , number        , data              , changed            )       {
  const { question, fieldset, status } = part;
  const kept = unrecorded(data);
  const check = element("button", { type: "button" }, "Check");
  const again = element("button", { type: "button" }, "Try again");
  again.hidden = true;
  fieldset?.append(element("div", { class: "lcq-row" }, check, status, again));
  const show = () => {
    part.grade();
    changed();
  };
  const send = async () => {
    again.hidden = true;
    const mine = part.chosen();
    const letters = mine.map(
      (index) => `"${question.choices.find((choice) => choice.index === index)?.letter}"`,
    );
    const line = `(await quiz("${data.subject}")).answer(${[number, ...letters].join(", ")})`;
    const text = status.textContent;
    const body = { quiz: data.subject, question: question.id, choices: mine };
    kept.set(question.id, mine);
    const told = await record(data, "answers", body, `in a cell: ${line}`);
    if (kept.get(question.id) !== mine) return; // answered anew meanwhile
    if (!told.again) kept.delete(question.id);
    status.textContent = `${text} ${told.text}`;
    again.hidden = !told.again;
  };
  fieldset?.addEventListener("change", () => {
    part.clear();
    again.hidden = true;
    kept.delete(question.id);
  });
  check.addEventListener("click", () => {
    if (part.chosen().length === 0) {
      status.textContent = "Choose an answer first.";
      return;
    }
    show();
    void send();
  });
  again.addEventListener("click", () => {
    show();
    void send();
  });
  const before = kept.get(question.id);
  if (!before) return;
  part.choose(before);
  show();
  status.append(" Not recorded yet.");
  again.hidden = false;
}
function examForm(parts                 , data              , how                )       {
  const { subject, seed, needed = parts.length } = data;
  const kept = unrecorded(data);
  const total = element("p", { role: "status", class: "lcq-total" });
  const button = element("button", { type: "button" }, "Hand in");
  how?.replaceWith(element("div", { class: "lcq-row" }, button, total));
  for (const { fieldset, status } of parts) fieldset?.append(status);
  const close = ()         => {
    for (const { inputs } of parts) for (const input of inputs) input.disabled = true;
    const right = parts.filter(({ grade }) => grade()).length;
    const passed = right >= needed;
    return `${right} of ${parts.length}: ${passed ? "passed" : "not passed"}, ${needed} are needed.`;
  };
  button.addEventListener("click", async () => {
    const open = parts.flatMap(({ chosen }, i) => (chosen().length === 0 ? [i + 1] : []));
    if (open.length > 0) {
      total.textContent = `Not answered yet: ${open.join(", ")}`;
      return;
    }
    button.disabled = true;
    const score = close();
    total.textContent = score;
    for (const { question, chosen } of parts) kept.set(question.id, chosen());
    const body = { chapter: Number(subject), seed, answers: Object.fromEntries(kept) };
    const told = await record(data, "exams", body, "in a cell: exam(…).answer(…), then handIn()");
    total.textContent = `${score} ${told.text}`;
    button.disabled = !told.again;
    if (told.again) button.textContent = "Try again";
    else kept.clear();
  });
  if (kept.size === 0) return;
  for (const { question, choose } of parts) choose(kept.get(question.id) ?? []);
  total.textContent = `${close()} Not recorded yet.`;
  button.textContent = "Try again";
}
function start(id        , data              , tries = 50)       {
  const roots = document.querySelectorAll             (`[data-form="${id}"]:not([data-mounted])`);
  if (roots.length === 0 && tries > 0) setTimeout(start, 100, id, data, tries - 1);
  for (const root of roots) {
    root.setAttribute("data-mounted", "");
    mount(root, data);
  }
}
function mount(root             , data              )       {
  const parts = data.questions.map((question) => part(root, question));
  const how = root.querySelector(".lcq-how");
  if (data.kind === "exam") {
    examForm(parts, data, how);
    return;
  }
  const total = element("p", { role: "status", class: "lcq-total" });
  how?.replaceWith(total);
  const count = () => {
    const graded = parts.flatMap(({ graded }) => graded() ?? []);
    const right = graded.filter(Boolean).length;
    total.textContent = `${right} right of ${graded.length} answered, ${parts.length} in all`;
  };
  for (const [i, each] of parts.entries()) quizPart(each, i + 1, data, count);
}
start(id, data);
}
