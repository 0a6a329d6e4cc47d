import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

const inside = new BlockList();
for (const [network, prefix] of [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as const),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
  ] as const),
  ...([
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const),
] as const)
  inside.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ...([
    ["::", 128],
    ["::1", 128],
    ["64:ff9b::", 96],
    ["fc00::", 7],
    ["fe80::", 10],
    ["ff00::", 8],
  ] as const),
] as const)
  inside.addSubnet(network, prefix, "ipv6");

/** Whether an address is of this machine or of a network that is not public. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, "").split("%")[0] as string;
  const version = isIP(plain);
  if (version === 4) return inside.check(plain, "ipv4");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped) return inside.check(mapped, "ipv4");
  return version === 6 && inside.check(plain, "ipv6");
}

/** What a host is connected to is what was looked at: a name cannot mean another address the second time. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, "");
    const wrong = addresses.find(({ address }) => isPrivateAddress(address));
    if (wrong) return callback(new PrivateAddressError(wrong.address), "");
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    return first ? callback(null, first.address, first.family) : callback(new Error("no address"), "");
  });
};

/** A name that means an address which is not public. */
export class PrivateAddressError extends Error {
  constructor(address: string) {
    super(`it is ${address}`);
    this.name = "PrivateAddressError";
  }
}
