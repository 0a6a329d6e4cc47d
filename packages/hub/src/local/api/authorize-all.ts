import type { Authorize } from "@llm-course/server";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import { UrlSigner } from "../service/url-signer.ts";
import { challengeFor, errorJson } from "./answer-error.ts";
import { viewerOfRequest } from "./viewer.ts";

/**
 * For a Hub that others reach: nothing is answered without a token or a session, not even for public repositories.
 * Signed addresses hold their own proof, which their route checks.
 *
 * @param isOpen paths that need neither, such as the page to sign in
 */
export function authorizeAll(
  service: HubService,
  isOpen: (path: string) => boolean = () => false,
): Authorize {
  return (request) => {
    const url = new URL(request.url);
    if (UrlSigner.isSigned(url) || isOpen(url.pathname)) return undefined;
    try {
      if (viewerOfRequest(service, request.headers)) return undefined;
      throw new HubError("Unauthorized", "this Hub answers nobody without a token; pass one of your account");
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      const { body, headers } = errorJson(error);
      const challenge = { "WWW-Authenticate": challengeFor(url.pathname) };
      return Response.json(body, { status: error.status, headers: { ...headers, ...challenge } });
    }
  };
}
