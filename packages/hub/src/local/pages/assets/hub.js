// What the pages can do better with a script. Without one they work, too.

/** Sends a form and gives the answer's fragment of a page, or throws with what went wrong. */
async function sendForm(action, body) {
  const answer = await fetch(action, { method: "POST", body, headers: { accept: "text/x-fragment+html" } });
  const html = await answer.text();
  if (answer.ok) return html;
  const problem = new DOMParser().parseFromString(html, "text/html").querySelector("main .message");
  throw new Error(problem?.textContent ?? `The Hub answered with status ${answer.status}.`);
}

const encoded = (form, submitter) => {
  const data = new FormData(form, submitter);
  return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
};

function showProblem(place, error) {
  const message = document.createElement("p");
  message.className = "message error";
  message.setAttribute("role", "alert");
  message.textContent = error.message;
  place.replaceChildren(message);
}

// The widget: its answer comes into the page.
for (const form of document.querySelectorAll("[data-widget]"))
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const result = form.parentElement.querySelector("[data-result]");
    const button = form.querySelector("button.primary");
    button.disabled = true;
    result.textContent = "Computing …";
    try {
      result.innerHTML = await sendForm(form.action, encoded(form));
    } catch (error) {
      showProblem(result, error);
    }
    button.disabled = false;
  });

// The card's editor: metadata is checked while it is written.
for (const form of document.querySelectorAll("[data-card]")) {
  const problems = form.querySelector("[data-problems]");
  const text = form.elements.text;
  let timer;
  const check = async () => {
    const written = text.value;
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, text: written });
    const html = await sendForm(form.dataset.card, body).catch(() => undefined);
    if (html !== undefined && text.value === written) problems.innerHTML = html;
  };
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, 400);
  });
  // A problem leads to its line.
  problems.addEventListener("click", (event) => {
    const line = Number(event.target.closest("[data-line]")?.dataset.line);
    if (!line) return;
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  });
}

// Uploads: what was chosen, files that are dropped, and how far it is.
for (const form of document.querySelectorAll("[data-upload]")) {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const chosen = form.querySelector("[data-chosen]");
  const drop = form.querySelector("[data-drop]");
  const showChosen = () => {
    const files = inputs.flatMap((input) => [...input.files]);
    const names = files.slice(0, 20).map((file) => {
      const item = document.createElement("li");
      item.textContent = file.webkitRelativePath || file.name;
      return item;
    });
    if (files.length > 20) names.push(`… and ${files.length - 20} more`);
    chosen.replaceChildren(...names);
  };
  for (const input of inputs) input.addEventListener("change", showChosen);
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    inputs[0].files = event.dataTransfer.files;
    showChosen();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const progress = form.querySelector("[data-progress]");
    const bar = progress.querySelector("progress");
    const status = progress.querySelector("[role=status]");
    const button = form.querySelector("button.primary");
    const request = new XMLHttpRequest();
    const fail = (text) => {
      button.disabled = false;
      showProblem(status, new Error(text));
    };
    progress.hidden = false;
    button.disabled = true;
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = loaded / total;
      status.textContent = `${Math.floor((100 * loaded) / total)} %`;
    });
    request.addEventListener("load", () => {
      if (request.status < 400) return location.assign(request.responseURL);
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      fail(page.querySelector("main .message")?.textContent ?? `The Hub answered with status ${request.status}.`);
    });
    request.addEventListener("error", () => fail("The upload broke off. The Hub may have refused it, or ended."));
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

// A new token is ready to be copied.
document.querySelector("#new-token")?.select();

// Menus close when one clicks beside them, or with Escape.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
});
// On a phone the filters begin closed.
if (matchMedia("(max-width: 60rem)").matches)
  for (const filters of document.querySelectorAll("details.filters")) filters.open = false;
