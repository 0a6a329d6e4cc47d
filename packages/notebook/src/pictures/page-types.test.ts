import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

// The project's own check has no types of browsers: they would hide what Node has not.
it("page/ is well typed for browsers", { timeout: 60_000 }, () => {
  const path = fileURLToPath(new URL("page/tsconfig.json", import.meta.url));
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const config = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  expect(config?.fileNames.length).toBeGreaterThan(3);
  const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
  const messages = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  expect(messages).toEqual([]);
});
