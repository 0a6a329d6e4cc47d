import { createRequire } from "node:module";

const { version } = createRequire(import.meta.url)("typescript/package.json") as { version: string };

/** The content of kernel_info_reply. */
export const kernelInfo = {
  status: "ok",
  protocol_version: "5.3",
  implementation: "llm-course",
  implementation_version: "0.1.0",
  banner: `TypeScript ${version} on Node ${process.version}`,
  language_info: {
    name: "typescript",
    version,
    mimetype: "text/typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    // Classic Jupyter's CodeMirror 5 knows TypeScript as a mode of JavaScript.
    codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
  },
  help_links: [{ text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/" }],
};
