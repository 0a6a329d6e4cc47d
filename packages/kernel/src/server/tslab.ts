import { createRequire, Module } from "node:module";
import type { ZmqServer } from "tslab/dist/jupyter.js";
import type ts from "typescript";

type Handler = ConstructorParameters<typeof ZmqServer>[0];

const require = createRequire(import.meta.url);
const converterPath = require.resolve("tslab/dist/converter.js");

/**
 * tslab's sockets. Its converter, which loads TypeScript, is left out here: the sockets must be bound and answer before the
 * compiler is loaded, and our own program does the compiling.
 */
export function loadZmqServer(): typeof ZmqServer {
  const blank = new Module(converterPath);
  blank.loaded = true;
  require.cache[converterPath] = blank;
  const jupyter = require("tslab/dist/jupyter.js");
  delete require.cache[converterPath];
  return jupyter.ZmqServer;
}

/** Whether a console should run what was typed or ask for more lines, and how far to indent the next one. */
export function isCompleteCode(code: string): { completed: boolean; indent?: string } {
  return require(converterPath).isCompleteCode(code);
}

/** A hover text: the type, the documentation and the tags. That a name came from another cell by an import is our affair. */
export function printQuickInfo(info: ts.QuickInfo): string {
  const text: string = require("tslab/dist/inspect.js").printQuickInfo(info);
  return text.replace(/^\(alias\) /, "").replace(/\nimport [\p{ID_Continue}$]+$/mu, "");
}

/** tslab's server wants its own handler; all requests are ours, so only its end is passed on. */
export const noHandler = { close() {} } as Handler;
