import { createServer } from "node:net";

/** Whether nobody listens there, on any address of this machine. */
export function isFree(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => server.close(() => resolve(true)));
  });
}

/**
 * Ports for listeners, below those that the system hands out to outgoing connections: with some hundred of these a
 * second, one could sit on a listener's port just when it restarts. `from` keeps two processes that both choose apart.
 */
export async function pickPort(from: number, taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (;;) {
    const port = from + Math.floor(Math.random() * portRange);
    if (!taken.has(port) && (await isFree(port, "127.0.0.1"))) return port;
  }
}

const portRange = 6000;
export const worldPorts = 20_000;
export const podPorts = 26_000;

/** One port for each name. */
export async function pickPorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const taken = new Set<number>();
  const picked: Array<[Name, number]> = [];
  for (const name of names) {
    const port = await pickPort(worldPorts, taken);
    taken.add(port);
    picked.push([name, port]);
  }
  return Object.fromEntries(picked) as Record<Name, number>;
}
