/**
 * Headers of every answer: nothing is taken for another type than it says, no address leaks through links, no other
 * site embeds what is here.
 *
 * @param frameAncestors the pages that may show this server in a frame, in Content-Security-Policy's spelling
 */
export function securityHeaders(frameAncestors: readonly string[]): Record<string, string> {
  const none = frameAncestors.length === 0;
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": `frame-ancestors ${none ? "'none'" : frameAncestors.join(" ")}`,
    // For browsers that do not know frame-ancestors; it cannot name pages.
    ...(none && { "x-frame-options": "DENY" }),
  };
}
