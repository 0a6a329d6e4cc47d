import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gitInProgress } from "../git/git-in-progress.ts";
import { conflictLine } from "../status/section-progress.ts";
import { CONFLICT } from "../working-copies/cell-hash.ts";
import type { Check, Finding } from "./finding.ts";

/** Whether git is in the middle of something, as a failed `git pull` leaves it. */
export const gitStateCheck = (root: string): Check => ({
  name: "git",
  run: async () => {
    const what = await gitInProgress(root);
    if (what === undefined) return { status: "ok", text: "no merge in progress" };
    const mend = `resolve what git status lists, then: git ${what} --continue; or give it up: git ${what} --abort`;
    return { status: "warn", text: `a ${what} is in progress`, mend };
  },
});

/** Whether notebooks have conflicts: git's, which make them unreadable, or those that a cell-wise merge marked. */
export const notebookConflictsCheck = (root: string): Check => ({
  name: "notebooks",
  run: (): Finding => {
    const files = globSync("{notebooks,work}/**/*.ipynb", {
      cwd: root,
      exclude: (path) => path.includes("node_modules"),
    }).map((file) => file.replaceAll("\\", "/"));
    const open: string[] = [];
    for (const file of files.sort()) {
      const text = readFileSync(join(root, file), "utf8");
      const line = conflictLine(text);
      if (line !== undefined) {
        const mend = `merge it cell by cell: npx -y pnpm@12 course doctor --merge ${file.includes(" ") ? `"${file}"` : file}`;
        return { status: "fail", text: `git could not merge ${file}:${line}`, mend };
      }
      // As nbformat lays out a tag; a cell that prints the word has it within a longer line.
      if (new RegExp(`^\\s*"${CONFLICT}",?$`, "m").test(text)) open.push(file);
    }
    if (open.length === 0) return { status: "ok", text: `${files.length} notebooks, none with a conflict` };
    const mend = `keep one version of each cell tagged "${CONFLICT}", and delete the note above it`;
    return { status: "warn", text: `cells to decide between in ${open.join(", ")}`, mend };
  },
});
