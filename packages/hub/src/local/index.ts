export type { ApiOptions } from "./api/hub-env.ts";
export { defaultHubFolder } from "./default-folder.ts";
export { HubError, type HubErrorCode } from "./hub-error.ts";
export type { MirrorOptions } from "./mirror/mirror.ts";
export type { TryModel, TryModelRequest, WidgetInputs } from "./pages/widget/try-model.ts";
export { HubService, type NewRepo } from "./service/hub-service.ts";
export type { RepoRecord } from "./service/repo-record.ts";
export type { Viewer } from "./service/viewer.ts";
export { LocalHub, type LocalHubOptions, startLocalHub } from "./start-local-hub.ts";
