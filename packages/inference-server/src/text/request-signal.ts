/** A controller for one request, aborted when its client leaves. */
export function requestSignal(left: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException("the client has left", "AbortError"));
  if (left.aborted) abort();
  else left.addEventListener("abort", abort, { once: true });
  return controller;
}
