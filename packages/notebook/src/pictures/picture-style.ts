/**
 * Of all interactive pictures. Text and ground are those of the page they are in, light or dark; colours of their own
 * are mid-tones that stand out from both.
 */
export const pictureStyle = `
.lcp{--line:color-mix(in srgb,currentColor 35%,transparent);max-width:900px;font:14px/1.45 system-ui,sans-serif;color:var(--jp-ui-font-color1,var(--vscode-editor-foreground,inherit));margin:.5em 0}
.lcp *{box-sizing:border-box}
.lcp p{margin:.4em 0}
.lcp label{margin-right:1em}
.lcp textarea,.lcp button,.lcp select,.lcp input[type=number]{font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:4px;padding:.25em .6em}
.lcp option{color:CanvasText;background:Canvas}
.lcp textarea{display:block;width:100%;resize:vertical;font-family:ui-monospace,monospace}
.lcp button{cursor:pointer}
.lcp :focus-visible{outline:2px solid #2b8acb;outline-offset:1px}
.lcp .lcp-text{display:block;margin:0 0 .5em}
.lcp input[type=range]{accent-color:#2b8acb;width:100%;margin:0}
.lcp .lcp-controls{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:.3em 1.5em;margin:.4em 0}
.lcp .lcp-slider{display:grid;grid-template-columns:9.5em 1fr 5em;gap:.5em;align-items:center;margin:0}
.lcp .lcp-value{font-variant-numeric:tabular-nums}
.lcp .lcp-buttons{display:flex;flex-wrap:wrap;gap:.5em;align-items:center;margin:.5em 0}
.lcp .lcp-counts{font-weight:600}
.lcp .lcp-chips{display:flex;flex-wrap:wrap;gap:4px;list-style:none;margin:.4em 0;padding:0}
.lcp .lcp-chips li{margin:0;padding:0;max-width:100%}
.lcp .lcp-chip{display:inline-flex;flex-direction:column;align-items:center;max-width:100%;padding:2px 6px;border:1px solid var(--color);border-bottom-width:3px;background:color-mix(in srgb,var(--color) 22%,transparent);font-family:ui-monospace,monospace;line-height:1.3;overflow-wrap:anywhere;white-space:pre-wrap}
.lcp .lcp-chip:hover{background:color-mix(in srgb,var(--color) 45%,transparent)}
.lcp .lcp-special{border-style:dashed;font-style:italic}
.lcp small{font-size:11px;opacity:.85}
.lcp .lcp-details{min-height:1.5em;overflow-wrap:anywhere}
.lcp code,.lcp mark{font-family:ui-monospace,monospace;color:inherit;padding:0 2px;border-radius:2px}
.lcp code{background:color-mix(in srgb,currentColor 12%,transparent)}
.lcp mark{background:color-mix(in srgb,#a3850b 45%,transparent);text-decoration:underline}
.lcp details{margin:.4em 0}
.lcp summary{cursor:pointer}
.lcp table{border-collapse:collapse;margin:.3em 0;table-layout:auto;font-size:13px}
.lcp tr,.lcp tr:hover{background:none;text-align:left}
.lcp th,.lcp td{text-align:left;padding:2px 10px;border:0;border-bottom:1px solid var(--line);background:none;vertical-align:middle;max-width:none;white-space:pre-wrap}
.lcp .lcp-number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.lcp .lcp-bars{width:100%}
.lcp .lcp-bars td:nth-child(2){width:100%}
.lcp .lcp-bars td,.lcp .lcp-bars th{white-space:nowrap}
.lcp .lcp-bar{position:relative;height:16px;min-width:8em;border-left:1px solid currentColor}
.lcp .lcp-bar i{position:absolute;inset:3px auto 3px 0;background:#2b8acb}
.lcp .lcp-bar b{position:absolute;inset:0 auto 0 0;border:1px dashed currentColor;border-left:0}
.lcp .lcp-cut code{text-decoration:line-through}
.lcp .lcp-drawn{outline:2px solid #d9691b;outline-offset:-1px}
.lcp .lcp-scroll{overflow-x:auto}
.lcp svg{color:inherit;display:block}
.lcp svg text{fill:currentColor}
`
  .trim()
  // Jupyter's own rules for lists and tables have two classes.
  .replaceAll(".lcp ", ".lcp.lcp.lcp ")
  .replaceAll("\n", "");
