import { connect } from "node:net";
import { pause } from "../kube-client.ts";

const everyMs = 25;

/** Asks until the answer is yes. Never gives up: the caller ends the world when a process dies. */
export async function until(ask: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await ask())) await pause(everyMs, signal);
}

/** Whether a URL answers with success within a second. */
export async function answers(url: string, headers: Record<string, string> = {}): Promise<boolean> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(1000), redirect: "manual" });
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    // Refused, reset or late: not yet.
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}

/** Whether somebody accepts connections there. */
export function accepts(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}
