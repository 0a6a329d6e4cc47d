/** What all pages look like, in light and dark, on a phone and on paper. Contrasts are at least 4.5 to 1. */
export const style = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1b1f24, #e3e6ea);
  --soft: light-dark(#57606a, #a3abb5);
  --page: light-dark(#ffffff, #14171b);
  --panel: light-dark(#f4f6f8, #1d2126);
  --line: light-dark(#d3d9df, #3a4149);
  --link: light-dark(#0b57a4, #7db8ff);
  --mark: light-dark(#ffe08a, #6a5200);
  --bad: light-dark(#a3161f, #ff9a9a);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 4rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 1.0625rem/1.6 system-ui, "Segoe UI", "Noto Sans", sans-serif; overflow-wrap: break-word; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2em 0 0.6em; text-wrap: balance; }
h1 { font-size: 1.9rem; margin-top: 1em; }
h2 { font-size: 1.45rem; border-bottom: 1px solid var(--line); padding-bottom: 0.2em; }
h3 { font-size: 1.15rem; }
h4, h5, h6 { font-size: 1rem; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, [tabindex]:focus-visible, input:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--page); padding: 0.5rem; z-index: 9; }
code, pre, kbd { font: 0.9em/1.5 ui-monospace, "Cascadia Code", "DejaVu Sans Mono", Menlo, monospace; }
:not(pre) > code { background: var(--panel); padding: 0.1em 0.3em; border-radius: 4px; overflow-wrap: anywhere; }
pre { background: var(--panel); padding: 0.8rem 1rem; border-radius: 6px; overflow-x: auto; margin: 0.8em 0; }
blockquote { margin: 1em 0; padding: 0.1em 1em; border-left: 4px solid var(--line); color: var(--soft); }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; }
figure { margin: 1.5em 0; }
figure > img, .output img { background: #ffffff; border-radius: 6px; }
img, svg { max-width: 100%; height: auto; }
figcaption { color: var(--soft); font-size: 0.9em; margin-top: 0.4em; }
.table, .math { overflow-x: auto; margin: 1em 0; }
table { border-collapse: collapse; min-width: 60%; font-size: 0.94em; }
th, td { padding: 0.35rem 0.55rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { border-bottom-width: 2px; }
th.right, td.right { text-align: right; font-variant-numeric: tabular-nums; }
th.center, td.center { text-align: center; }
a.source { color: inherit; text-decoration: underline dotted var(--soft); text-underline-offset: 0.2em; }
mark.missing { background: var(--mark); color: var(--text); font-weight: 600; padding: 0 0.25em; border-radius: 3px; }
.soft { color: var(--soft); }
nav ol, nav ul { padding-left: 1.2rem; }
.c { color: light-dark(#5b6570, #9aa4af); font-style: italic; }
.k { color: light-dark(#a0268c, #f39adf); }
.s { color: light-dark(#0a6b2d, #86d99b); }
.n { color: light-dark(#8a4a00, #f0b36b); }
.f { color: light-dark(#0b57a4, #8fc3ff); }
.t { color: light-dark(#6a3fb5, #c7a9ff); }
@media (max-width: 40rem) { body { font-size: 1rem; } h1 { font-size: 1.6rem; } pre { padding: 0.6rem 0.7rem; } }
@media print { .skip, nav { display: none; } main { max-width: none; } a { color: inherit; } pre { white-space: pre-wrap; } }
`;
