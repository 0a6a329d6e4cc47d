// What the pages of a book do beside being read: light or dark, and search. It runs before the page is drawn.

interface Found {
  readonly id: string;
  readonly chapter: string;
  readonly title: string;
  readonly excerpt: string;
}

interface Index {
  search(query: string, options: object): Found[];
}

declare const MiniSearch: { loadJS(index: object, options: object): Index };
declare global {
  interface Window {
    searchIndex?: { options: object; index: object };
  }
}

const themeKey = "book-theme";

/** A choice is kept where the browser lets pages keep something. */
function storedTheme(): string | undefined {
  try {
    return localStorage.getItem(themeKey) ?? undefined;
  } catch {
    return undefined;
  }
}

function setTheme(theme: string): void {
  document.documentElement.setAttribute("data-theme", theme);
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // Then it holds for this page.
  }
}

function isDark(): boolean {
  const chosen = document.documentElement.getAttribute("data-theme");
  return chosen === null ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
}

function bindTheme(button: HTMLElement): void {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    setTheme(isDark() ? "light" : "dark");
    show();
  });
  show();
}

function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`not loaded: ${address}`));
    document.head.append(script);
  });
}

let index: Promise<Index> | undefined;

/** Loaded when somebody begins to search. */
function loadIndex(): Promise<Index> {
  index ??= Promise.all([loadScript("assets/minisearch.js"), loadScript("assets/search-index.js")]).then(
    () => {
      const loaded = window.searchIndex;
      if (!loaded) throw new Error("the index of the search is empty");
      return MiniSearch.loadJS(loaded.index, loaded.options);
    },
  );
  return index;
}

function entry({ id, chapter, title, excerpt }: Found): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = id;
  link.textContent = title;
  const place = document.createElement("span");
  place.className = "soft";
  place.textContent = `${chapter}. ${excerpt}`;
  item.append(link, document.createElement("br"), place);
  return item;
}

function bindSearch(input: HTMLInputElement, results: HTMLElement, status: HTMLElement): void {
  let asked = 0;
  const search = async () => {
    const query = input.value.trim();
    const number = ++asked;
    if (query === "") {
      results.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const loaded = await loadIndex();
      if (number !== asked) return;
      const begin = performance.now();
      const found = loaded.search(query, {
        prefix: true,
        fuzzy: 0.15,
        combineWith: "AND",
        boost: { title: 4, text: 2 },
      });
      results.replaceChildren(...found.slice(0, 20).map(entry));
      results.setAttribute("data-milliseconds", String(performance.now() - begin));
      status.textContent = found.length === 0 ? "Nothing found." : `${found.length} found.`;
    } catch (error) {
      status.textContent = `The search does not work: ${(error as Error).message}`;
    }
  };
  const close = () => {
    input.value = "";
    void search();
  };
  // What was found may be on this very page, below the results.
  results.addEventListener("click", (event) => {
    if (event.target instanceof HTMLAnchorElement) close();
  });
  input.addEventListener("focus", () => void loadIndex().catch(() => {}), { once: true });
  input.addEventListener("input", () => void search());
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
    if (event.key === "Escape" && event.target === input) close();
  });
}

const theme = storedTheme();
if (theme === "light" || theme === "dark") document.documentElement.setAttribute("data-theme", theme);
document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  const input = document.getElementById("search");
  const results = document.getElementById("results");
  const status = document.getElementById("search-status");
  if (button) bindTheme(button);
  if (input instanceof HTMLInputElement && results && status) bindSearch(input, results, status);
});

export {};
