import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "./run/project.ts";

const COURSE = join(projectRoot, "scripts", "course.ts");

function course(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [COURSE, ...args], { cwd: projectRoot, encoding: "utf8" });
}

it("shows the help with all commands and examples", () => {
  const { status, stdout } = course();
  expect(status).toBe(0);
  for (const name of [
    "doctor",
    "lab",
    "gpu",
    "run",
    "coverage",
    "bench",
    "models",
    "serve",
    "hub",
    "cells",
    "open",
    "update",
    "export",
    "new-chapter",
    "next",
    "status",
    "progress",
    "week",
    "journal",
  ])
    expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  expect(stdout).toContain("Examples:");
});

it.each(["doctor", "lab", "gpu"])("shows examples in the help of %s", (name) => {
  const { status, stdout } = course("help", name);
  expect(status).toBe(0);
  expect(stdout).toContain(`Usage: course ${name}`);
  expect(stdout).toContain(`pnpm@12 course ${name}`);
});

it.each([
  [["docter"], "error: unknown command 'docter' (Did you mean doctor?)\n"],
  [
    ["lab", "--port", "zero"],
    "error: option '--port <number>' argument 'zero' is invalid. expected a number from 1 to 65535.\n",
  ],
  [
    ["gpu", "--device", "abacus"],
    "error: option '--device <name>' argument 'abacus' is invalid. Allowed choices are cuda, webgpu, coreml, dml.\n",
  ],
])("answers %j with one line and exit code 2", (args, stderr) => {
  expect(course(...args)).toMatchObject({ status: 2, stdout: "", stderr });
});

it("prints the stack only with --debug", () => {
  const plain = course("lab", "no-such.ipynb");
  expect(plain).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^error: no such notebook: .*no-such\.ipynb\n$/),
  });
  expect(course("lab", "no-such.ipynb", "--debug").stderr).toMatch(
    /CourseError: no such notebook: .*\n {4}at /,
  );
});

it("reads a default from the environment, and a flag wins over it", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [COURSE, "gpu", ...args], {
      cwd: projectRoot,
      env: { ...process.env, COURSE_DEVICE: "abacus" },
      encoding: "utf8",
    });
  expect(run().stderr).toContain("'abacus' from env 'COURSE_DEVICE' is invalid");
  expect(run("--device", "slate").stderr).toContain("argument 'slate' is invalid");
});

it.skipIf(process.platform === "win32")(
  "ends with 130 on Ctrl-C (skipped on Windows: no signals there)",
  async () => {
    const doctor = spawn(process.execPath, [COURSE, "doctor"], {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "pipe"],
    });
    await once(doctor.stdout, "data"); // the first finding: the signal handlers are in place
    doctor.kill("SIGINT");
    expect(await once(doctor, "exit")).toEqual([130, null]);
  },
);

it.skipIf(process.platform === "win32")(
  "ends at once on the second Ctrl-C (skipped on Windows: no signals there)",
  async () => {
    const script = `
    import { interrupt, listenForInterrupts } from ${JSON.stringify(join(import.meta.dirname, "interrupt.ts"))};
    listenForInterrupts();
    interrupt.addEventListener("abort", () => console.log("cleaning up"));
    setInterval(() => {}, 1000);
    console.log("running");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(child.stdout, "data");
    child.kill("SIGINT");
    await once(child.stdout, "data");
    expect(child.exitCode).toBeNull();
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([130, null]);
  },
);
