import type { ApiOptions } from "../api/hub-env.ts";
import type { LoginTickets } from "./session/login-tickets.ts";
import type { TryModel } from "./widget/try-model.ts";

export interface PageOptions extends ApiOptions {
  /** Runs a model for the widget of its page. Default: the widget says that this Hub runs none. */
  tryModel?: TryModel | undefined;
  /** Where the files of models that are tried are kept; it is emptied. Without it no model can be tried. */
  modelFolder?: string | undefined;
  /** One-time links to sign in. Default: none are valid. */
  tickets?: LoginTickets | undefined;
  /** Called with what failed that no client is told. */
  onError?: ((error: unknown) => void) | undefined;
}
