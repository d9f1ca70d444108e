import { learnServerTime } from "./now.ts";
import { createSseParser, type StreamEvent } from "./sse-parser.ts";

export type StreamState = "connecting" | "live" | "broken" | "gone";

type Handlers = {
  onEvent: (event: StreamEvent) => void;
  onState: (state: StreamState) => void;
};

/** The server sends a comment every 5 s: a stream without a byte for this long is dead, whatever the socket says. */
const SILENCE_MS = 8_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/** Keeps one stream open until it is closed, or until the server says that there is nothing to see any more. */
export function connect(url: string, { onEvent, onState }: Handlers): { close: () => void } {
  let closed = false;
  let tries = 0;
  let abort = new AbortController();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function listen(): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
  }

  async function read(): Promise<"gone" | "again"> {
    abort = new AbortController();
    listen();
    const response = await fetch(url, {
      headers: { accept: "text/event-stream" },
      cache: "no-store",
      signal: abort.signal,
    });
    learnServerTime(response.headers.get("date"));
    if (response.status === 401 || response.status === 403 || response.status === 404) return "gone";
    if (!response.ok || response.body === null) return "again";
    let gone = false;
    const feed = createSseParser((event) => {
      if (event.event === "gone") gone = true;
      onEvent(event);
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    onState("live");
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return gone ? "gone" : "again";
      tries = 0;
      listen();
      feed(value);
    }
  }

  async function run(): Promise<void> {
    onState("connecting");
    // An aborted or failed request is the same to us as a stream that ended: come back later.
    const outcome = await read().catch((): "again" => "again");
    clearTimeout(watchdog);
    if (closed) return;
    if (outcome === "gone") {
      onState("gone");
      return;
    }
    onState("broken");
    // Jitter, so that thousands of pages do not come back at the same instant.
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries) * (0.5 + Math.random());
    tries += 1;
    retry = setTimeout(() => void run(), wait);
  }

  function nowOnline(): void {
    if (closed || retry === undefined) return;
    clearTimeout(retry);
    retry = undefined;
    void run();
  }

  window.addEventListener("online", nowOnline);
  void run();
  return {
    close() {
      closed = true;
      window.removeEventListener("online", nowOnline);
      clearTimeout(watchdog);
      clearTimeout(retry);
      abort.abort();
    },
  };
}
