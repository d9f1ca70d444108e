import type { Json, JsonObject } from "../json.ts";
import type { KubeObject } from "../object.ts";
import { expired, StatusError } from "../status-error.ts";
import type { StoreEvent } from "../store.ts";
import { apiVersionOf } from "../resource.ts";
import { type Call, keyOf, type World } from "../world.ts";
import { matcherOf } from "./list.ts";

export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";

export type WatchSink = {
  object: (type: "ADDED" | "MODIFIED" | "DELETED", object: KubeObject) => void;
  /** A bookmark or an error, as it is. */
  raw: (type: "BOOKMARK" | "ERROR", body: JsonObject) => void;
  end: () => void;
};

const DEFAULT_TIMEOUT_S = 1800;

function seconds(text: string | null): number {
  const value = Number(text ?? 0);
  return Number.isFinite(value) && value > 0 ? value : DEFAULT_TIMEOUT_S * (1 + Math.random());
}

/** A 500 without a reason, as kube-apiserver answers it. */
const badVersion = (text: string): StatusError =>
  new StatusError(
    500,
    "",
    `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  );

/** Starts a watch; the returned function stops it. `sink.end` is called when its time is over. */
export function watch(world: World, call: Call, sink: WatchSink): () => void {
  const { query } = call.context;
  const key = keyOf(call);
  const matches = matcherOf(call);
  const from = query.get("resourceVersion") ?? "";
  if (from !== "" && !/^\d+$/.test(from)) throw badVersion(from);
  const wantsInitial = query.get("sendInitialEvents") === "true";
  const bookmarks = query.get("allowWatchBookmarks") === "true";

  const bookmark = (annotations?: { [name: string]: Json }): void => {
    sink.raw("BOOKMARK", {
      kind: call.resource.kind,
      apiVersion: apiVersionOf(call.resource.group, call.version.name),
      metadata: {
        resourceVersion: String(world.store.version),
        ...(annotations === undefined ? {} : { annotations }),
      },
    });
  };

  const deliver = (event: StoreEvent): void => {
    const was = event.previous !== undefined && matches(event.previous);
    const is = event.type !== "DELETED" && matches(event.object);
    if (is) sink.object(was ? "MODIFIED" : "ADDED", event.object);
    else if (was) sink.object("DELETED", event.object);
  };

  if (from === "" || from === "0" || wantsInitial) {
    const isWanted = query.get("sendInitialEvents") !== "false";
    const objects = isWanted
      ? world.store.list(key, call.resource.namespaced ? call.namespace : "").filter(matches)
      : [];
    for (const object of objects) sink.object("ADDED", object);
    if (wantsInitial && bookmarks) bookmark({ "k8s.io/initial-events-end": "true" });
  } else {
    const missed = world.store.since(key, Number(from));
    if (missed === "expired") {
      sink.raw(
        "ERROR",
        expired(`too old resource version: ${from} (${world.store.oldestKnown(key)})`).toJson(),
      );
      sink.end();
      return () => undefined;
    }
    for (const event of missed) deliver(event);
  }

  const unsubscribe = world.store.subscribe(key, deliver);
  const timeout = setTimeout(
    () => {
      if (bookmarks) bookmark();
      stop();
      sink.end();
    },
    seconds(query.get("timeoutSeconds")) * 1000,
  );
  const ticker = bookmarks ? setInterval(() => bookmark(), world.bookmarkMs) : undefined;
  const stop = (): void => {
    unsubscribe();
    clearTimeout(timeout);
    clearInterval(ticker);
  };
  return stop;
}
