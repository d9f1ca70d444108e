import type { MigrationDocument } from "@/lib/view/document.ts";
import { connect, type StreamState } from "./connect.ts";
import { newId } from "./new-id.ts";
import { wantsNotices } from "./notify-choice.ts";
import type { StreamEvent } from "./sse-parser.ts";
import { createWants, streamUrl, type Want } from "./wants.ts";

export type LiveState = StreamState | "paused";

export type LiveHandlers = {
  onDocument: (document: MigrationDocument) => void;
  /** All that one may see: what is not in it is gone. */
  onAll: (documents: MigrationDocument[]) => void;
  onState: (state: LiveState) => void;
};

/** What tabs tell each other. */
type Message =
  | { type: "want"; tab: string; want: Want }
  | { type: "bye"; tab: string }
  | { type: "leader" }
  | { type: "document"; document: MigrationDocument }
  | { type: "all"; documents: MigrationDocument[] }
  | { type: "state"; state: StreamState };

const CHANNEL = "crossfade-live";
const WANT_EVERY_MS = 10_000;

/**
 * The live documents of this page. Of all visible tabs the one that holds a browser-wide lock keeps the stream and tells the others,
 * since HTTP/1.1 allows six connections a site in all. A hidden tab gives the lock away and listens to nothing, unless somebody has asked
 * to be called: who asks for that does not look.
 */
export function followLive(want: Want, handlers: LiveHandlers): () => void {
  const tab = newId();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : undefined;
  const wants = createWants(3 * WANT_EVERY_MS);
  const latest = new Map<string, MigrationDocument>();
  let leading: { close: () => void; url: string } | undefined;
  let giveUp: AbortController | undefined;
  let whole: MigrationDocument[] | undefined;
  let state: StreamState = "connecting";
  let hasCompany = false;

  const say = (message: Message) => channel?.postMessage(message);

  function deliver(message: Message): void {
    if (message.type === "document" && (want === "all" || want === idOf(message.document))) {
      handlers.onDocument(message.document);
    }
    if (message.type === "all") {
      if (want === "all") handlers.onAll(message.documents);
      const mine = message.documents.find((document) => idOf(document) === want);
      if (mine) handlers.onDocument(mine);
    }
    if (message.type === "state") handlers.onState(message.state);
  }

  /** To this page, and to other tabs if there ever was one: whoever comes announces itself, and a document is long. */
  function tell(message: Message): void {
    deliver(message);
    if (hasCompany) say(message);
  }

  function onEvent(event: StreamEvent): void {
    if (!("data" in event)) return;
    if (event.event !== "snapshot" && event.event !== "update") return;
    const parsed = JSON.parse(event.data) as MigrationDocument | { items: MigrationDocument[] };
    if ("items" in parsed) {
      whole = parsed.items;
      latest.clear();
      for (const document of parsed.items) latest.set(idOf(document), document);
      tell({ type: "all", documents: parsed.items });
      return;
    }
    latest.set(idOf(parsed), parsed);
    tell({ type: "document", document: parsed });
  }

  function lead(): void {
    const url = streamUrl([want, ...wants.all(Date.now())]);
    if (leading?.url === url) return;
    leading?.close();
    whole = undefined;
    latest.clear();
    const stream = connect(url, {
      onEvent,
      onState(next) {
        state = next;
        tell({ type: "state", state });
      },
    });
    leading = { url, close: stream.close };
    say({ type: "leader" });
  }

  /** A tab that comes later gets what is known already. */
  function bringUpToDate(): void {
    say({ type: "state", state });
    if (whole) say({ type: "all", documents: [...latest.values()] });
    else for (const document of latest.values()) say({ type: "document", document });
  }

  function onMessage({ data }: MessageEvent<Message>): void {
    if (isResting()) return;
    if (leading) {
      if (data.type === "want") {
        hasCompany = true;
        wants.hear(data.tab, data.want, Date.now());
        const before = leading.url;
        lead();
        if (leading.url === before) bringUpToDate();
      }
      if (data.type === "bye") wants.forget(data.tab);
      return;
    }
    if (data.type === "leader") say({ type: "want", tab, want });
    else deliver(data);
  }

  function start(): void {
    if (giveUp) return;
    giveUp = new AbortController();
    handlers.onState("connecting");
    say({ type: "want", tab, want });
    const { signal } = giveUp;
    if (!("locks" in navigator) || !channel) {
      lead();
      return;
    }
    navigator.locks
      .request(
        CHANNEL,
        { signal },
        () =>
          new Promise<void>((release) => {
            lead();
            signal.addEventListener("abort", () => release());
          }),
      )
      // Giving up while waiting for the lock is not an error.
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
  }

  function stop(next: "paused" | undefined): void {
    giveUp?.abort();
    giveUp = undefined;
    leading?.close();
    leading = undefined;
    say({ type: "bye", tab });
    if (next) handlers.onState(next);
  }

  const onVisibility = () => (isResting() ? stop("paused") : start());
  const again = setInterval(() => {
    if (leading) lead();
    else if (!isResting()) say({ type: "want", tab, want });
  }, WANT_EVERY_MS);
  channel?.addEventListener("message", onMessage);
  document.addEventListener("visibilitychange", onVisibility);
  if (!isResting()) start();

  return () => {
    clearInterval(again);
    document.removeEventListener("visibilitychange", onVisibility);
    stop(undefined);
    channel?.close();
  };
}

const isResting = (): boolean => document.hidden && !wantsNotices();

function idOf({ migration }: MigrationDocument): string {
  return `${migration.metadata.namespace}/${migration.metadata.name}`;
}
