import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkInstall, IncompleteInstallError } from "./check-install.ts";
import { installCheck } from "./install.ts";

const machine = { platform: "linux", arch: "x64", node: "24.21.0" };
const STORE = join("node_modules", ".pnpm", "node_modules");
let root: string;

function write(path: string, content: unknown): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}

// The smallest repository that counts as installed.
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "check-install-"));
  write("package.json", { devDependencies: { node: "24.21.0" } });
  write("node_modules/node/package.json", { version: "24.21.0" });
  write("packages/hub/package.json", { dependencies: { zod: "4.6.7", "@llm-course/onnx": "workspace:*" } });
  write("packages/hub/node_modules/zod/package.json", { version: "4.6.7" });
  write("packages/hub/node_modules/@llm-course/onnx/package.json", { version: "0.1.0" });
  write(join(STORE, "zod", "package.json"), {});
  write(join(STORE, "zeromq", "build", "linux", "x64", "node", "addon.node"), {});
  write(join(STORE, "onnxruntime-node", "bin", "napi-v6", "linux", "x64", "onnxruntime_binding.node"), {});
  write("node_modules/.modules.yaml", {
    hoistedDependencies: { "zod@4.6.7": { zod: "private" } },
    skipped: ["@img/sharp-linuxmusl-x64@0.35.5", "@img/sharp-linux-arm64@0.35.5", "x-linux-x64-musl@1.0.0"],
  });
});
afterEach(() => rmSync(root, { recursive: true }));

it("accepts a complete install", () => {
  expect(() => checkInstall(root, machine)).not.toThrow();
});

it("accepts the install it runs on", () => {
  expect(() => checkInstall()).not.toThrow();
});

it.each([
  [
    "nothing is installed",
    () => rmSync(join(root, "node_modules"), { recursive: true }),
    "node_modules is missing",
  ],
  [
    "a dependency is missing",
    () => rmSync(join(root, "packages/hub/node_modules/zod"), { recursive: true }),
    "packages/hub lacks zod 4.6.7",
  ],
  [
    "a dependency is old",
    () => write("packages/hub/node_modules/zod/package.json", { version: "4.0.0" }),
    "packages/hub has zod 4.0.0, wants 4.6.7",
  ],
  [
    "an indirect dependency is missing",
    () => rmSync(join(root, STORE, "zod"), { recursive: true }),
    "zod@4.6.7 is not linked",
  ],
  [
    "a native part is missing",
    () => rmSync(join(root, STORE, "zeromq"), { recursive: true }),
    "native part zeromq",
  ],
  [
    "a native package was skipped",
    () => write("node_modules/.modules.yaml", { skipped: ["@img/sharp-linux-x64@0.35.5"] }),
    "native package @img/sharp-linux-x64@0.35.5 was skipped",
  ],
])("fails in one line with the mend when %s", (_, breakIt, message) => {
  breakIt();
  expect(() => checkInstall(root, machine)).toThrow(IncompleteInstallError);
  expect(() => checkInstall(root, machine)).toThrow(message);
  expect(() => checkInstall(root, machine)).toThrow(
    /^incomplete install: .*; run: npx -y pnpm@12 install --force$/,
  );
});

it("fails on another Node than the pinned one, and on a platform whose native parts are not there", () => {
  expect(() => checkInstall(root, { ...machine, node: "20.1.0" })).toThrow(
    "node 24.21.0 expected, running 20.1.0",
  );
  expect(() => checkInstall(root, { ...machine, arch: "arm64" })).toThrow("(and 2 more)");
});

it("is a finding of doctor, its mend apart", () => {
  rmSync(join(root, STORE, "zod"), { recursive: true });
  expect(installCheck(() => checkInstall(root, machine)).run()).toEqual({
    status: "fail",
    text: "zod@4.6.7 is not linked",
    mend: "run: npx -y pnpm@12 install --force",
  });
});
