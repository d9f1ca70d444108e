import "server-only";
import type { Notifier } from "../../ports/notifier.ts";
import type { Log } from "../log.ts";

/** Puts what receivers are told into the log: each new head of a journal is an anchor there, outside of the cluster's own store. */
export function makeLogNotifier(log: Log): Notifier {
  return {
    notify(key, _plan, event) {
      log.info(
        { ...key, event: event.kind, id: event.id, title: event.title, text: event.text, at: event.at },
        "event",
      );
    },
    stop: () => Promise.resolve(),
  };
}
