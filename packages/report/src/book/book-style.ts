/** Rules of the book's pages beside those of all pages. */
export const bookStyle = `
.bar { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; padding: 0.5rem 1rem; background: var(--page); border-bottom: 1px solid var(--line); }
.bar a { font-weight: 600; text-decoration: none; }
.bar label { margin-left: auto; }
.bar input { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--soft); border-radius: 6px; padding: 0.25rem 0.6rem; width: min(16rem, 60vw); }
.bar button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--soft); border-radius: 6px; padding: 0.25rem 0.7rem; cursor: pointer; }
.bar button[aria-pressed="true"] { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); }
.search { flex-basis: 100%; max-height: 70vh; overflow-y: auto; }
.search > * { max-width: 44rem; margin: 0 auto; }
.search ul { list-style: none; padding: 0; }
.search li a { text-decoration: underline; }
.search li { padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
.cell { margin: 1.2em 0; }
pre.code { border-left: 4px solid var(--link); }
pre.output { background: transparent; border: 1px solid var(--line); }
pre.error, pre.stderr { border-left: 4px solid var(--bad); }
.note { margin: 0; font-size: 0.85em; color: var(--soft); text-align: right; }
.notice { border: 2px solid var(--bad); border-radius: 6px; padding: 0.2em 1em; }
.erratum blockquote { border-left-color: var(--bad); color: inherit; }
.steps { display: flex; justify-content: space-between; gap: 1rem; max-width: 46rem; margin: 0 auto; padding: 1rem 1rem 3rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:target { scroll-margin-top: 4rem; }
`;
