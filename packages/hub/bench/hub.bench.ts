// `large-file`: 2 GiB by the official client to the local Hub and back, beside a plain copy of the file on the same disk.
// `commits`: small commits through the Hub, beside `git add` and `git commit`. The Hub is in a process of its own; the
// memory beside each rate is that of the Hub and the client together.
import { spawnSync } from "node:child_process";
import { copy, download, serverMemory, upload } from "./large-file.ts";
import { gitCommits, hubCommits } from "./small-commits.ts";

const plainCopy = {
  name: "plain copy with fsync",
  install: "nothing to install",
  available: () => true,
  run: copy,
};
const git = {
  name: "git add and git commit, one after the other",
  install: "apt install git",
  available: () => spawnSync("git", ["--version"]).status === 0,
  run: gitCommits,
};

export default {
  name: "hub",
  cases: [
    { name: "large-file, upload", unit: "MB/s", runs: 3, ours: upload, peer: plainCopy },
    { name: "large-file, download", unit: "MB/s", runs: 3, ours: download, peer: plainCopy },
    {
      name: "large-file, the Hub's memory (promised: 300 MB)",
      unit: "MB",
      ...{ runs: 1, warmup: 0, ours: serverMemory },
    },
    { name: "commits, 1 writer", unit: "commits/s", runs: 3, ours: () => hubCommits(1), peer: git },
    { name: "commits, 20 writers", unit: "commits/s", runs: 3, ours: () => hubCommits(20), peer: git },
  ],
};
