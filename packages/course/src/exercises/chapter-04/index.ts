/** The exercises of chapter 4, loaded when they are asked for. */
export const chapter04 = {
  "4.3.1": async () => (await import("./share-a-folder.ts")).shareAFolder,
  "4.bug": async () => (await import("./edit-a-file.ts")).editAFile,
  "4.practical": async () => (await import("./release.ts")).release,
};
