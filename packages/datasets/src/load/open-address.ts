import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { DownloadError } from "../errors.ts";
import { isPrivateAddress, PrivateAddressError, publicLookup } from "./private-address.ts";

export interface AddressOptions {
  /** Addresses of this machine and of private networks, which a list of files from elsewhere should not reach. Default: false */
  readonly allowPrivateHosts?: boolean | undefined;
  /** Milliseconds without a byte. Default: 30 000 */
  readonly timeout?: number | undefined;
}

const maxRedirects = 10;

/** @throws DownloadError for what is no address of http or https */
export function parseAddress(address: string): URL {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new DownloadError("an address of http or https expected", url ?? new URL("about:invalid"));
  return url;
}

/**
 * What a server answers: 200, 206 for a range, or 304. Redirects are followed; each may go only where the first address might.
 *
 * @param headers more of them, as a range
 * @throws DownloadError for other statuses and private addresses
 */
export async function openAddress(
  start: URL,
  options: AddressOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> {
  let url = start;
  for (let i = 0; i <= maxRedirects; i++) {
    if (!options.allowPrivateHosts && isPrivateAddress(url.hostname)) throw refused(url);
    const response = await send(url, headers, options);
    const { statusCode = 0 } = response;
    const { location } = response.headers;
    if (statusCode >= 300 && statusCode < 400 && statusCode !== 304 && location) {
      response.resume();
      const next = URL.parse(location, url.href);
      const isSafe =
        next && (next.protocol === "https:" || (next.protocol === "http:" && url.protocol === "http:"));
      if (!isSafe) throw new DownloadError("a redirect to https expected", next ?? url);
      url = next;
    } else if (statusCode === 200 || statusCode === 206 || statusCode === 304) return response;
    else {
      response.resume();
      throw new DownloadError(
        `a file expected, the server answers ${statusCode}; is the address right?`,
        url,
      );
    }
  }
  throw new DownloadError(`no more than ${maxRedirects} redirects expected`, url);
}

function send(
  url: URL,
  more: Readonly<Record<string, string>>,
  { allowPrivateHosts = false, timeout = 30_000 }: AddressOptions,
): Promise<IncomingMessage> {
  const headers = { "accept-encoding": "identity", "user-agent": "llm-course-datasets", ...more };
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { headers, timeout, ...(!allowPrivateHosts && { lookup: publicLookup }) },
      resolve,
    );
    sent.on("timeout", () => sent.destroy(new Error(`nothing came for ${timeout} ms`)));
    sent.on("error", (cause) => {
      if (cause instanceof PrivateAddressError) reject(refused(url));
      else
        reject(new DownloadError(`no answer, or it broke off (${cause.message}); try again`, url, { cause }));
    });
    sent.end();
  });
}

function refused(url: URL): DownloadError {
  return new DownloadError("a public address expected, pass allowPrivateHosts: true if you trust it", url);
}
