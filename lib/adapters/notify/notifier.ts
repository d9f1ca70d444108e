import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { NotifyEvent } from "../../core/engine/effect.ts";
import type { Receiver } from "../../core/plan/plan.ts";
import { formatTime } from "../../core/std/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Key } from "../../ports/migration-store.ts";
import type { Notifier } from "../../ports/notifier.ts";
import { Outbox, Terminal } from "./outbox.ts";
import { postJson } from "./safe-post.ts";

export type NotifierDeps = {
  clock: Clock;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  alertmanagerUrl?: string;
  /** Secrets of receivers as files `<receiver>/<key>`. */
  notifyDir?: string;
  /** Where the page of a Migration is, for links. */
  publicOrigin: string;
};

/** How long an alert stands without being sent again. Alertmanager resolves it then. */
const ALERT_LASTS_MS = 15 * 60_000;
const GRAVE = new Set(["rollback", "breach", "hold", "blind", "deleted", "status-size"]);

/** Alertmanager and webhooks, each behind its own bounded queue; every event also goes to the log. */
export function makeNotifier(deps: NotifierDeps): Notifier {
  const outbox = new Outbox(deps.clock, (message, why) =>
    deps.log.warn({ to: message.to, id: message.id, why }, "a notification was not delivered"),
  );
  return {
    notify(key, plan, event) {
      deps.log.info(
        { ...key, event: event.kind, id: event.id, title: event.title, text: event.text },
        "event",
      );
      for (const [index, receiver] of plan.notify.entries()) {
        if (!receiver.events.includes(event.kind)) continue;
        outbox.put({
          id: event.id,
          to: `${key.namespace}/${key.name}/${index}`,
          send: (signal) =>
            receiver.kind === "alertmanager"
              ? alert(deps, key, receiver, event, signal)
              : hook(deps, key, receiver, event, signal),
        });
      }
    },
    stop() {
      outbox.stop();
      return Promise.resolve();
    },
  };
}

const pageOf = (deps: NotifierDeps, key: Key): string =>
  `${deps.publicOrigin}/migrations/${key.namespace}/${key.name}`;

async function alert(
  deps: NotifierDeps,
  key: Key,
  receiver: Extract<Receiver, { kind: "alertmanager" }>,
  event: NotifyEvent,
  signal: AbortSignal,
): Promise<void> {
  if (deps.alertmanagerUrl === undefined) throw new Terminal("ALERTMANAGER_URL is not set");
  const labels = {
    ...receiver.labels,
    alertname: `Crossfade${event.kind.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase())}`,
    namespace: key.namespace,
    migration: key.name,
    severity: GRAVE.has(event.kind) ? "critical" : "info",
  };
  const alerts = [
    {
      labels,
      annotations: { summary: event.title, description: event.text },
      startsAt: formatTime(event.at),
      endsAt: formatTime(event.at + ALERT_LASTS_MS),
      generatorURL: pageOf(deps, key),
    },
  ];
  await postJson(new URL(`${deps.alertmanagerUrl.replace(/\/+$/, "")}/api/v2/alerts`), alerts, {
    trusted: true,
    signal,
  });
}

async function hook(
  deps: NotifierDeps,
  key: Key,
  receiver: Extract<Receiver, { kind: "webhook" }>,
  event: NotifyEvent,
  signal: AbortSignal,
): Promise<void> {
  const { url, trusted } = await address(deps, receiver.url);
  const body = {
    id: event.id,
    kind: event.kind,
    migration: `${key.namespace}/${key.name}`,
    title: event.title,
    text: event.text,
    at: formatTime(event.at),
    page: pageOf(deps, key),
  };
  await postJson(url, body, { trusted, signal });
}

/** A file of the installation may name any address; a plan only public ones over https. */
async function address(
  deps: NotifierDeps,
  where: { file: string } | { address: string },
): Promise<{ url: URL; trusted: boolean }> {
  if ("address" in where) return { url: new URL(where.address), trusted: false };
  if (deps.notifyDir === undefined) throw new Terminal("CROSSFADE_NOTIFY_DIR is not set");
  const text = (await readFile(join(deps.notifyDir, where.file), "utf8")).trim();
  if (!URL.canParse(text)) throw new Terminal(`${where.file} holds no URL`);
  return { url: new URL(text), trusted: true };
}
