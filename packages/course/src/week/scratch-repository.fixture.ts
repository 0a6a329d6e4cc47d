import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Notebook, readNotebook } from "@llm-course/kernel";
import type { NotebookChecks } from "../run/checks.ts";
import { sourceHash } from "../run/run-hash.ts";

const plan = `members:
  - { name: ada, git: ada@example.org }
  - { name: charles, git: charles@example.org }
weeks:
  - { title: Pipelines, from: 2030-01-07, to: 2030-01-13, chapters: [0, 1] }
  - { from: 2030-01-14, to: 2030-01-20, chapters: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }
`;

/** A repository of the course's form in a temporary folder, with chapters 0 and 2, and what a run leaves. */
export class ScratchRepository {
  readonly root: string;
  readonly output: string;

  constructor(root = realpathSync(mkdtempSync(join(tmpdir(), "course-week-")))) {
    this.root = root;
    this.output = join(root, "report", "out");
  }

  static create(member = "ada"): ScratchRepository {
    const repository = new ScratchRepository();
    repository.git("init", "-q", "-b", "main");
    repository.signIn(member);
    repository.write("course.config.yaml", plan);
    repository.write(".gitignore", "report/out/\nwork/.progress.sqlite*\nwork/.member\n");
    repository.write(".gitattributes", "* text=auto eol=lf\nwork/*/progress.jsonl text eol=lf merge=union\n");
    repository.write("notebooks/00-setup.ipynb", notebookText(["1 + 1"]));
    repository.write("notebooks/02-using-transformers.ipynb", notebookText(["2 + 2"], "2.1"));
    repository.write("README.md", "A team.\n");
    repository.git("add", "-A");
    repository.git("commit", "-qm", "Begin");
    return repository;
  }

  clone(member: string): ScratchRepository {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "course-week-")));
    execFileSync("git", ["clone", "-q", this.root, folder]);
    const repository = new ScratchRepository(folder);
    repository.signIn(member);
    return repository;
  }

  signIn(member: string): void {
    this.git("config", "user.name", member);
    this.git("config", "user.email", `${member}@example.org`);
  }

  git(...args: string[]): string {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    return execFileSync("git", args, { cwd: this.root, encoding: "utf8", stdio: [...stdio] }).trimEnd();
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** Records that notebooks were executed as they are now, as `course run` does. */
  async executed(...files: string[]): Promise<void> {
    const records = files.map(async (path): Promise<NotebookChecks> => {
      const hash = sourceHash(await readNotebook(join(this.root, path)));
      const run = { passed: true, cells: 1, seconds: 4, peakRssMb: 150, downloadedBytes: 0 };
      const where = { platform: "linux-x64", profile: "offline" };
      return { path, hash, checks: [{ cell: "cell-1", covers: ["C00-01"] }], run: { ...run, ...where } };
    });
    this.write("report/out/checks.json", JSON.stringify(await Promise.all(records)));
  }

  /** All that git says about the state: what a failure must not change. */
  state(): string {
    return [
      this.git("rev-parse", "HEAD"),
      this.git("tag", "--list"),
      this.git("ls-files", "--stage"),
      this.git("status", "--porcelain", "-uall"),
    ].join("\n");
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A notebook with these code cells; `values` are what they gave, when they were executed. */
export function notebookText(
  sources: readonly string[],
  section = "0.1",
  values?: readonly string[],
): string {
  const cells: Notebook["cells"] = sources.map((source, i) => ({
    cell_type: "code",
    id: `cell-${i + 1}`,
    metadata: { course: { section } },
    source,
    execution_count: values ? i + 1 : null,
    outputs: values
      ? [
          {
            output_type: "execute_result",
            execution_count: i + 1,
            data: { "text/plain": values[i] },
            metadata: {},
          },
        ]
      : [],
  }));
  const kernelspec = { name: "typescript", display_name: "TypeScript", language: "typescript" };
  const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
