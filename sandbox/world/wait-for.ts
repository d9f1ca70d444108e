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
