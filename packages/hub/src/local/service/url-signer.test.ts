import { stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { type Grant, UrlSigner } from "./url-signer.ts";

const grant: Grant = { action: "upload", type: "dataset", id: "ada/data", oid: "0".repeat(64), size: 7 };
const base = "http://127.0.0.1:1";

test("an address holds what it allows, also after a restart, and nobody else reads the key", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "key");
  const url = new URL((await UrlSigner.open(path)).sign(base, grant, 60));
  expect((await UrlSigner.open(path)).verify(url)).toEqual(grant);
  if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("whatever is changed in an address makes it invalid", async () => {
  await using folder = await temporaryFolder();
  const signer = await UrlSigner.open(join(folder.path, "key"));
  const part: Grant = { ...grant, action: "part", upload: crypto.randomUUID(), part: 1 };
  const signed = signer.sign(base, part, 60);
  expect(signer.verify(new URL(signed))).toEqual(part);
  const changed = [...new URL(signed).searchParams.keys()].map((name) => {
    const url = new URL(signed);
    const value = url.searchParams.get(name) ?? "";
    const others: Record<string, string> = {
      action: "upload",
      upload: crypto.randomUUID(),
      signature: `A${value}`,
    };
    url.searchParams.set(name, others[name] ?? String(Number(value) + 1));
    return url;
  });
  const elsewhere = ["datasets/ada/data", "models/ada/data", "datasets/ada/other"].map(
    (where, i) => new URL(signed.replace("datasets/ada/data", i === 0 ? `${where}x` : where)),
  );
  const otherObject = new URL(signed.replace("0".repeat(64), "1".repeat(64)));
  for (const url of [...changed, ...elsewhere, otherObject, new URL("/lfs/x", base)])
    expect(() => signer.verify(url), url.href).toThrow(/not signed/);
});

test("an address ends", async () => {
  await using folder = await temporaryFolder();
  const signer = await UrlSigner.open(join(folder.path, "key"));
  expect(() => signer.verify(new URL(signer.sign(base, grant, -1)))).toThrow(/expired/);
});
