import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { Agent, request } from "undici";
import { Terminal } from "./outbox.ts";

/** Addresses that a plan's own webhook may not reach: inside the cluster, the host, or the cloud's metadata. */
const INNER = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  INNER.addSubnet(net, bits, "ipv4");
}
for (const [net, bits] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  INNER.addSubnet(net, bits, "ipv6");
}

export function isInner(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return INNER.check(mapped, "ipv4");
  return INNER.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/**
 * Posts JSON. `trusted` addresses were named by the installation; others are resolved first, refused when any address is an inner one, and
 * the connection is pinned to what was resolved (A20). Redirects are not followed.
 */
export async function postJson(
  url: URL,
  body: unknown,
  options: { trusted: boolean; signal: AbortSignal },
): Promise<void> {
  const dispatcher = options.trusted ? undefined : await pinned(url);
  try {
    const answer = await request(url, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "crossfade" },
      body: JSON.stringify(body),
      signal: options.signal,
      ...(dispatcher && { dispatcher }),
    });
    await answer.body.dump();
    if (answer.statusCode < 300) return;
    const message = `answered ${answer.statusCode}`;
    // What the receiver will not take now it will not take later either, except when it is asked to slow down.
    if (answer.statusCode < 500 && answer.statusCode !== 408 && answer.statusCode !== 429)
      throw new Terminal(message);
    throw new Error(message);
  } finally {
    await dispatcher?.close();
  }
}

async function pinned(url: URL): Promise<Agent> {
  if (url.protocol !== "https:") throw new Terminal("only https is allowed");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const found =
    isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
  const inner = found.find(({ address }) => isInner(address));
  if (inner || found.length === 0) throw new Terminal(`${host} is an inner address`);
  return new Agent({
    connect: {
      lookup: (_host, options, done) => {
        const first = found[0];
        if (options.all) return done(null, found);
        done(null, first?.address ?? "", first?.family ?? 4);
      },
    },
  });
}
