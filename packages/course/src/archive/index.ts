export { type ArchiveServer, type ArchiveServerOptions, archiveServer } from "./archive-server.ts";
export { type Comment, mailThreads, type Thread } from "./mail-threads.ts";
