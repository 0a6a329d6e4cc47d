import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { UnsafeHtmlError } from "./errors.ts";
import { type Html, html } from "./html.ts";
import { markdown } from "./markdown.ts";
import { jupyterDisplay } from "./mime-bundle.ts";
import { table } from "./table.ts";

const parse = (markup: Html) => parseHTML(`<html><body>${markup}</body></html>`).document.body;
const attack = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;`;

describe("html", () => {
  it("shows an attack as text, in content and in quoted attributes", () => {
    const body = parse(html`<p title="${attack}" class='${attack}'>${attack}</p>`);
    expect(body.querySelectorAll("*").length).toBe(1);
    expect(body.querySelector("p")?.textContent).toBe(attack);
    expect(body.querySelector("p")?.getAttribute("title")).toBe(attack);
    expect(body.querySelector("p")?.getAttribute("class")).toBe(attack);
  });

  it("joins nested html, arrays and displayable objects", () => {
    const items = html`<ul>${["a<b", html`<i>c</i>`].map((item) => html`<li>${item}</li>`)}</ul>`;
    expect(items.markup).toBe("<ul><li>a&#60;b</li><li><i>c</i></li></ul>");
    expect(parse(html`<div>${table([{ a: 1 }])}</div>`).querySelector("td")?.textContent).toBe("1");
  });

  it("leaves nothing for null, undefined and false, but writes zero", () => {
    expect(html`${null}${undefined}${false}${0}${0n}`.markup).toBe("00");
  });

  it("trusts html.raw and nothing else", () => {
    expect(html`${html.raw("<b>x</b>")}${"<b>"}`.markup).toBe("<b>x</b>&#60;b&#62;");
  });

  it.each([
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
  ])("refuses the URL %j", (url) => {
    expect(() => html`<a href="${url}">x</a>`).toThrow(UnsafeHtmlError);
    expect(() => html`<img src = '${url}'>`).toThrow(UnsafeHtmlError);
  });

  it.each([
    "https://a.example/?q=a:b",
    "mailto:a@b.example",
    "#part",
    "/a:b",
    "a/b",
    "",
    "data:image/png;base64,AA==",
  ])("takes the URL %j", (url) => {
    expect(parse(html`<a href="${url}">x</a>`).querySelector("a")?.getAttribute("href")).toBe(url);
  });

  it("refuses values where they would be code or new attributes", () => {
    expect(() => html`<b onclick="f('${"x"}')">x</b>`).toThrow(UnsafeHtmlError);
    expect(() => html`<iframe srcdoc="${"x"}"></iframe>`).toThrow(UnsafeHtmlError);
    expect(() => html`<b title=${"x onclick=alert(1)"}>x</b>`).toThrow(UnsafeHtmlError);
    expect(() => html`<b ${"onclick=alert(1)"}>x</b>`).toThrow(UnsafeHtmlError);
    expect(() => html`<${"script"}>x`).not.toThrow();
    expect(() => html`<script>${"x"}</script>`).toThrow(UnsafeHtmlError);
    expect(() => html`<style>a{}</style><b title="a > b">${"x"}</b>`).not.toThrow();
  });

  it("refuses an object without ready HTML", () => {
    expect(() => html`<p>${markdown("x")}</p>`).toThrow(UnsafeHtmlError);
  });

  it("falls back to text without tags", () => {
    const bundle = html`<h2 title="a > b">T</h2><p>${"a < b & c"}<br>d</p>`[jupyterDisplay]();
    expect(bundle["text/plain"]).toBe("T\na < b & c\nd");
  });
});
