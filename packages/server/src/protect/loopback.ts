/** Whether an address to listen on can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);

/** The names a browser on this machine has for it. */
const names = ["localhost", "127.0.0.1", "[::1]"];

/** What the Host header may be for a server on loopback; browsers leave out port 80. */
export const loopbackHosts = (port: number): string[] =>
  names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
