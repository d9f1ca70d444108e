export const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  // nginx would hold events back.
  "x-accel-buffering": "no",
};

/** One server-sent event. JSON has no raw line breaks, so that its text is one `data` line. */
export const frame = (event: string, json: string): string => `event: ${event}\ndata: ${json}\n\n`;

export const comment = (text: string): string => `: ${text}\n\n`;

/** When a browser should come back after a cut: spread, so that thousands do not come at once. `random` is from 0 to 1. */
export const retryAfter = (random: number): string => `retry: ${Math.round(1_000 + random * 2_000)}\n\n`;
