/** Text and ground are those of the page around, light or dark; the other colours are mid-tones that stand out from both. */
export const formStyle = `
.lcq{--line:color-mix(in srgb,currentColor 30%,transparent);max-width:760px;font:14px/1.5 system-ui,sans-serif;color:var(--jp-ui-font-color1,var(--vscode-editor-foreground,inherit));margin:.5em 0}
.lcq *{box-sizing:border-box}
.lcq p{margin:.4em 0}
.lcq .lcq-title{font-size:17px;font-weight:600}
.lcq fieldset{min-width:0;margin:.8em 0;padding:.3em 1em .8em;border:1px solid var(--line);border-radius:6px}
.lcq legend{width:auto;margin:0;padding:0 .4em;border:0;font-size:13px;font-weight:600;line-height:1.5;color:inherit}
.lcq pre{margin:.5em 0;padding:.6em .8em;border:1px solid var(--line);border-radius:4px;background:color-mix(in srgb,currentColor 7%,transparent);color:inherit;overflow-x:auto;font-size:13px}
.lcq code{font-family:ui-monospace,monospace;font-size:.93em;color:inherit;background:color-mix(in srgb,currentColor 10%,transparent);padding:0 3px;border-radius:3px}
.lcq pre code{background:none;padding:0}
.lcq label{display:grid;grid-template-columns:auto 1.3em 1fr;gap:.4em;align-items:baseline;margin:0;padding:.25em .4em;border-radius:4px;font-weight:400;cursor:pointer}
.lcq label:hover{background:color-mix(in srgb,currentColor 6%,transparent)}
.lcq input{margin:0;accent-color:#2b8acb}
.lcq .lcq-letter{font-weight:600}
.lcq .lcq-why{margin:0 0 .4em 3.3em;padding-left:.7em;border-left:3px solid var(--mark)}
.lcq .lcq-why p{margin:0}
.lcq .lcq-why .lcq-mark+p{display:inline}
.lcq .lcq-right{--mark:#2e9e5b}
.lcq .lcq-wrong{--mark:#d9691b}
.lcq .lcq-mark{font-weight:600;white-space:nowrap}
.lcq .lcq-chosen{background:color-mix(in srgb,#2b8acb 14%,transparent)}
.lcq .lcq-row{display:flex;flex-wrap:wrap;gap:.4em 1em;align-items:baseline;margin-top:.5em}
.lcq button{font:inherit;color:inherit;background:transparent;border:1px solid currentColor;border-radius:4px;padding:.2em .9em;cursor:pointer}
.lcq button:disabled{opacity:.5;cursor:default}
.lcq [hidden]{display:none}
.lcq :focus-visible{outline:2px solid #2b8acb;outline-offset:1px}
.lcq [role=status]{margin:0;min-height:1.5em}
.lcq .lcq-total{font-weight:600}
.lcq small{font-size:12px;opacity:.85}
`
  .trim()
  // Jupyter's own rules for lists and labels have two classes.
  .replaceAll(".lcq ", ".lcq.lcq.lcq ")
  .replaceAll("\n", "");
