import { afterAll, beforeAll, expect, test } from "vitest";
import { LoginTickets } from "../../../src/local/pages/session/login-tickets.ts";
import { safeNext } from "../../../src/local/pages/session/safe-next.ts";
import { type HubWithPages, hubWithPages } from "./hub-with-pages.ts";
import { Visitor } from "./visitor.ts";

let hub: HubWithPages;
beforeAll(async () => {
  hub = await hubWithPages();
  await hub.repo("model", "mine", {}, { private: true });
});
afterAll(() => hub[Symbol.asyncDispose]());

const visitor = () => new Visitor(hub.running.url);
const signedInAs = async (who: Visitor) => (await who.get("/")).text(".me summary");
const login = "form[action='/login']";

test("a token signs in, a wrong one does not", async () => {
  const who = visitor();
  const refused = await who.submit(await who.get("/login?next=/ada/mine"), login, { token: "hf_wrong" });
  expect(refused.status).toBe(401);
  expect(refused.text("[role=alert]")).toContain("no token");
  expect(refused.html).not.toContain("hf_wrong");
  const page = await who.submit(refused, login, { token: hub.running.hub.token });
  expect(page.url.pathname).toBe("/ada/mine");
  expect(await signedInAs(who)).toBe("ada");
});

test("the session's cookie is out of reach of scripts and other sites", async () => {
  const who = visitor();
  const form = await who.get("/login");
  const csrf = form.document.querySelector("input[name=csrf]")?.getAttribute("value") ?? "";
  const answer = await who.send(
    "/login",
    {
      method: "POST",
      body: new URLSearchParams({ csrf, token: hub.running.hub.token }),
      headers: { origin: hub.running.url },
    },
    0,
  );
  const [cookie = ""] = answer.headers.getSetCookie().filter((line) => line.startsWith("hub_session="));
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Strict/);
  expect(cookie).not.toContain(hub.running.hub.token);
});

test("signing out ends the session, not only its cookie", async () => {
  const who = await visitor().signIn(hub.running.hub.token);
  const session = who.cookies.get("hub_session") ?? "";
  await who.submit(await who.get("/"), "form[action='/logout']");
  expect(await signedInAs(who)).toBe("");
  who.cookies.set("hub_session", session);
  expect(await signedInAs(who)).toBe("");
});

test("a token that is revoked takes its sessions along, and no others", async () => {
  const { service } = hub.running.hub;
  const token = hub.running.as("ada").accessToken;
  const [who, other] = [await visitor().signIn(token), await visitor().signIn(hub.running.hub.token)];
  const form = await who.get("/new");
  service.people.deleteToken("ada", service.viewerOf(token)?.token.id ?? "");
  expect(await signedInAs(who)).toBe("");
  expect((await who.get("/ada/mine")).status).toBe(404);
  await who.submit(form, "form.panel", { name: "too-late" });
  expect(service.index.get("model", "ada/too-late")).toBeUndefined();
  expect(await signedInAs(other)).toBe("ada");
});

test("who revokes the token they signed in with is signed out", async () => {
  const who = await visitor().signIn(hub.running.as("ada").accessToken);
  const page = await who.get("/settings/tokens");
  const newest = page.document.querySelectorAll("form[action$='/revoke'] button");
  const id = [...newest].at(-1)?.getAttribute("value") ?? "";
  const after = await who.submit(page, "form[action$='/revoke']", { id });
  expect(after.url.pathname).toBe("/login");
  expect(await signedInAs(who)).toBe("");
});

test("a token for reading makes a session for reading", async () => {
  const who = await visitor().signIn(hub.running.as("ada", "read").accessToken);
  expect((await who.get("/ada/mine")).status).toBe(200);
  expect((await who.get("/ada/mine/settings")).status).toBe(403);
  const tokens = await who.get("/settings/tokens");
  const made = await who.submit(tokens, "form.panel", { name: "more", scope: "write" });
  expect(made.status).toBe(403);
});

test("a one-time link signs in once", async () => {
  const link = new URL(hub.running.hub.loginUrl({ next: "/ada/mine" }));
  const who = visitor();
  const page = await who.get(link.pathname + link.search);
  expect(page.url.pathname).toBe("/ada/mine");
  expect(await signedInAs(who)).toBe("ada");
  const other = visitor();
  expect((await other.get(link.pathname + link.search)).status).toBe(401);
  expect(await signedInAs(other)).toBe("");
});

test("a one-time link expires, and is nobody's afterwards", () => {
  let now = 0;
  const tickets = new LoginTickets(() => now);
  const [kept, late] = [tickets.create("ada"), tickets.create("ada", { lifetime: 1000 })];
  now = 1000;
  expect(tickets.use(late)).toBe(undefined);
  expect(tickets.use(kept)).toBe("ada");
  expect(tickets.use(kept)).toBe(undefined);
});

test("attack: a link on another page does not sign a visitor in unasked", async () => {
  const link = new URL(hub.running.hub.loginUrl({ user: "grace" }));
  const victim = await visitor().signIn(hub.running.hub.token);
  const page = await victim.get(link.pathname + link.search, { "sec-fetch-site": "cross-site" });
  expect(await signedInAs(victim)).toBe("ada");
  // Whoever trusts the page may go on: the link was not used.
  await victim.submit(page, "main form");
  expect(await signedInAs(victim)).toBe("grace");
});

test("attack: a session that was planted before is not the one after signing in", async () => {
  const attacker = await visitor().signIn(hub.running.as("grace").accessToken);
  const planted = attacker.cookies.get("hub_session") ?? "";
  const victim = visitor();
  victim.cookies.set("hub_session", planted);
  await victim.submit(await victim.get("/login"), login, { token: hub.running.hub.token });
  expect(victim.cookies.get("hub_session")).not.toBe(planted);
  expect(await signedInAs(victim)).toBe("ada");
  expect(await signedInAs(attacker)).toBe("");
});

test.each([
  ...["https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example"],
  ...["/\t/evil.example", "javascript:alert(1)", "http:evil.example", "/..//evil.example", "evil.example"],
])("attack: signing in does not lead elsewhere: %j", async (next) => {
  expect(safeNext(next)).toMatch(/^\/(?![/\\])/);
  const who = visitor();
  const page = await who.submit(await who.get("/login"), login, { token: hub.running.hub.token, next });
  expect(page.url.origin).toBe(hub.running.url);
});

test("attack: a form without the page's secret, or with another one's, changes nothing", async () => {
  const create = (csrf: string | undefined, headers: Record<string, string> = { origin: hub.running.url }) =>
    hub.ada.send("/new", {
      method: "POST",
      headers,
      body: new URLSearchParams({
        ...{ type: "model", owner: "ada", name: "forged", visibility: "public" },
        ...(csrf !== undefined && { csrf }),
      }),
    });
  const secretOf = async (who: Visitor) =>
    (await who.get("/new")).document.querySelector("input[name=csrf]")?.getAttribute("value") ?? "";
  expect((await create(undefined)).status).toBe(403);
  expect((await create("")).status).toBe(403);
  expect((await create(await secretOf(hub.grace))).status).toBe(403);
  const own = await secretOf(hub.ada);
  expect((await create(own, { origin: "https://evil.example" })).status).toBe(403);
  expect((await create(own, { origin: "null" })).status).toBe(403);
  expect((await hub.ada.get("/ada/forged")).status).toBe(404);
  expect((await create(own)).status).toBe(200);
  expect((await hub.ada.get("/ada/forged")).status).toBe(200);
});

test("attack: what changes something takes no GET, and no form of a type that is not its own", async () => {
  expect((await hub.ada.get("/logout")).status).toBe(404);
  expect(await signedInAs(hub.ada)).toBe("ada");
  const answer = await hub.ada.send("/ada/mine/settings/delete", {
    method: "POST",
    headers: { origin: hub.running.url, "content-type": "text/plain" },
    body: "confirm=ada/mine",
  });
  expect(answer.status).toBe(415);
  expect((await hub.ada.get("/ada/mine")).status).toBe(200);
});

test("attack: no page can be in a frame, and none runs what is not the Hub's", async () => {
  for (const path of [
    "/",
    "/login",
    "/models",
    "/ada/mine",
    "/ada/mine/settings",
    "/settings/tokens",
    "/no/where",
  ]) {
    const { headers, html } = await hub.ada.get(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|data:|https?:|\*/);
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(html).not.toMatch(/ style=| on[a-z]+=|<script(?! src="\/static\/)/);
  }
});

test("a Hub that others reach leads browsers to the page where one signs in, and says nothing else", async () => {
  await using shared = await hubWithPages({ allowedHosts: ["box.lan"] });
  const who = new Visitor(shared.running.url);
  const page = await who.get("/models?search=x");
  expect(page.url.pathname).toBe("/login");
  expect(page.url.searchParams.get("next")).toBe("/models?search=x");
  expect((await who.get("/static/style.css")).status).toBe(200);
  expect((await shared.running.request("/models", { token: "" })).status).toBe(401);
  const after = await who.submit(page, login, { token: shared.running.hub.token });
  expect(after.url.pathname + after.url.search).toBe("/models?search=x");
});
