export { type Capability, capabilities } from "./data/capabilities.ts";
export { type Chapter, chapters, type Section } from "./data/chapters.ts";
export { checkInstall, IncompleteInstallError } from "./doctor/check-install.ts";
export { checks } from "./doctor/checks.ts";
export { measureSpeed } from "./doctor/speed.ts";
export { CourseError } from "./errors.ts";
export { projectRoot } from "./run/project.ts";
