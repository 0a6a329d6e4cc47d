import { spawnSync } from "node:child_process";

/** A Python that has Jupyter's kernel, client and notebook format, or undefined: our independent second opinion. */
export const python: string | undefined = ["/usr/bin/python3", "python3", "python"].find(
  (command) =>
    spawnSync(command, ["-c", "import ipykernel, jupyter_client, nbformat"], { stdio: "ignore" }).status ===
    0,
);
