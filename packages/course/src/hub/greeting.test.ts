import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { greeting } from "./greeting.ts";

const facts = {
  url: "http://127.0.0.1:8765",
  folder: "/data/hub",
  tokenPath: "/data/hub/token",
  user: "ada",
  loginUrl: "http://127.0.0.1:8765/login?ticket=once",
};

it("speaks the machine's shell, and says what is mirrored", () => {
  const unix = greeting({ ...facts, platform: "linux", mirror: "https://huggingface.co" });
  expect(unix).toContain("a mirror of https://huggingface.co");
  expect(unix).toContain('export HF_TOKEN="$(cat /data/hub/token)"');
  const windows = greeting({ ...facts, platform: "win32" });
  expect(windows).toContain("$env:HF_TOKEN = Get-Content");
  expect(windows).not.toContain("export");
});

it.skipIf(process.platform === "win32")(
  "its lines for a shell set the token, whatever the folder is called (skipped on Windows: no sh there)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "ada's $(hub) "));
    try {
      writeFileSync(join(folder, "token"), "hf_secret");
      const text = greeting({ ...facts, folder, tokenPath: join(folder, "token"), platform: "linux" });
      const lines = text.split("\n").filter((line) => line.startsWith("  export "));
      const script = `${lines.join("\n")}\nprintf '%s %s' "$HF_ENDPOINT" "$HF_TOKEN"`;
      expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(
        "http://127.0.0.1:8765 hf_secret",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
