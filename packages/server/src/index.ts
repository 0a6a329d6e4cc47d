export { type JsonBodyOptions, jsonBody } from "./bodies/json-body.ts";
export { type AppOptions, createApp } from "./create-app.ts";
export { HttpError, ListenError, ServerOptionsError } from "./errors.ts";
export { closeOnSignal } from "./lifecycle/close-on-signal.ts";
export type { RunningServer } from "./lifecycle/running-server.ts";
export { limitBody } from "./limits/limit-body.ts";
export { isLoopback } from "./protect/loopback.ts";
export { byteRange } from "./responses/byte-range.ts";
export { type ErrorBody, errorBody, errorResponse, publicError } from "./responses/error-response.ts";
export { logToStderr, type RequestLog } from "./responses/request-log.ts";
export { type ServeFolderOptions, serveFolder } from "./responses/serve-folder.ts";
export {
  type ServerSentEvent,
  type ServerSentEventsOptions,
  serverSentEvents,
} from "./responses/server-sent-events.ts";
export type { Authorize, ServerOptions } from "./server-options.ts";
export { type ServedApp, startServer } from "./start-server.ts";
