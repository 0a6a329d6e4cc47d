import { html } from "hono/html";
import type { HubService } from "../../service/hub-service.ts";
import type { TreeEntry } from "../../store/types.ts";
import { fileAddress } from "../parts/addresses.ts";
import { formatCount } from "../parts/format.ts";
import type { Html } from "../parts/html.ts";
import { cardHtml } from "../repo/card-html.ts";
import type { OpenRepo, Place } from "../repo/open-repo.ts";
import { gunzipHead } from "./gunzip-head.ts";
import { openContent, readHead, textOf } from "./read-head.ts";
import { readRows, rowFormat, rowLimits } from "./read-rows.ts";
import { maxHeaderBytes, readSafetensorsHeader } from "./safetensors-header.ts";

/** How much of a file is read for its page. */
const maxTextBytes = 512 * 1024;
const maxLines = 5000;
const maxRowBytes = 256 * 1024;
const maxTensors = 500;

const picture = /\.(png|jpe?g|gif|webp|avif|bmp|ico)$/i;
const sound = /\.(mp3|wav|flac|ogg|oga|m4a|opus)$/i;
const film = /\.(mp4|webm|ogv)$/i;

/** What a page shows of a file's content. */
export async function filePreview(
  service: HubService,
  repo: OpenRepo,
  { revision, path }: Place,
  entry: TreeEntry,
): Promise<Html> {
  const address = fileAddress(repo.base, "resolve", revision, path);
  const name = path.split("/").at(-1) ?? path;
  if (picture.test(path)) return html`<p class="media"><img src="${address}" alt="The picture ${name}"></p>`;
  if (sound.test(path))
    return html`<p class="media"><audio controls preload="none" src="${address}"></audio></p>`;
  if (film.test(path))
    return html`<p class="media"><video controls preload="none" src="${address}"></video></p>`;
  const open = () => openContent(service, repo, entry);
  if (/\.safetensors$/i.test(path)) return tensors(await readHead(await open(), 8 + maxHeaderBytes));
  const format = rowFormat(path);
  if (format !== undefined) {
    const head = await headOf(path, await open());
    const text = head && textOf(head, head.length === maxRowBytes);
    const rows = text === undefined ? undefined : readRows(text, format, head?.length === maxRowBytes);
    if (rows) return rowTable(rows);
    if (/\.gz$/i.test(path)) return noPreview("It does not unpack to rows of text.");
  }
  const head = await readHead(await open(), maxTextBytes);
  const isCut = head.length < entry.size;
  const text = textOf(head, isCut);
  if (text === undefined) return noPreview("The file is not text.");
  if (entry.size === 0) return noPreview("The file is empty.");
  if (/\.md$/i.test(path) && !isCut)
    return html`<article class="card prose">${cardHtml(text, repo.base, revision)}</article>
<details class="source"><summary>Source</summary>${codeTable(text, isCut)}</details>`;
  return codeTable(text, isCut);
}

async function headOf(path: string, stream: ReadableStream<Uint8Array>): Promise<Buffer | undefined> {
  if (!/\.gz$/i.test(path)) return readHead(stream, maxRowBytes);
  return gunzipHead(stream, maxRowBytes).catch(() => undefined);
}

const noPreview = (why: string): Html =>
  html`<div class="empty"><p>${why} There is nothing to show; you can download it.</p></div>`;

function codeTable(text: string, isCut: boolean): Html {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const shown = lines.slice(0, maxLines);
  const more = isCut || shown.length < lines.length;
  return html`<div class="scroll code" tabindex="0" role="region" aria-label="Content"><table class="lines"><tbody>${shown.map(
    (line, i) =>
      html`<tr><th scope="row" id="L${i + 1}"><a href="#L${i + 1}">${i + 1}</a></th><td>${line.slice(0, 20_000)}</td></tr>`,
  )}</tbody></table></div>${more ? html`<p class="note">Only the beginning is shown.</p>` : ""}`;
}

function tensors(head: Buffer): Html {
  const header = readSafetensorsHeader(head);
  if (typeof header === "string") return html`<div class="empty"><p>${header}</p></div>`;
  const total = header.tensors.reduce((sum, { parameters }) => sum + parameters, 0);
  const metadata = Object.entries(header.metadata).slice(0, 20);
  return html`<p class="facts"><span>${header.tensors.length} tensors</span><span>${formatCount(total)} parameters</span></p>
${metadata.length > 0 ? html`<dl class="facts-list">${metadata.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value.slice(0, 300)}</dd></div>`)}</dl>` : ""}
<div class="scroll" tabindex="0" role="region" aria-label="Tensors"><table>
<thead><tr><th scope="col">Tensor</th><th scope="col">Shape</th><th scope="col">Type</th></tr></thead>
<tbody>${header.tensors
    .slice(0, maxTensors)
    .map(
      ({ name, shape, dtype }) =>
        html`<tr><td><code>${name.slice(0, 300)}</code></td><td class="number">[${shape.join(", ")}]</td><td>${dtype}</td></tr>`,
    )}</tbody></table></div>
${header.tensors.length > maxTensors ? html`<p class="note">The first ${maxTensors} are shown.</p>` : ""}`;
}

function rowTable({ columns, rows, hiddenColumns }: NonNullable<ReturnType<typeof readRows>>): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rows"><table class="rows">
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>
<p class="note">${rows.length < rowLimits.rows ? "" : `The first ${rowLimits.rows} rows. `}${hiddenColumns > 0 ? `${hiddenColumns} more columns are not shown.` : ""}</p>`;
}
