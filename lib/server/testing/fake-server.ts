import type { Actor, Verb } from "../../core/access/access.ts";
import type { Answer, CommandBody } from "../../core/engine/command.ts";
import type { Entry } from "../../core/journal/entry.ts";
import type { LiveMigrations, MigrationView } from "../../controller/live.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Key, MigrationStore, StoredMigration } from "../../ports/migration-store.ts";
import type { SignIn } from "../../ports/sign-in.ts";
import { makeAuthority } from "../../usecases/authority.ts";
import { baking } from "../../view/testing/input.ts";
import { makeCommandNotes } from "../command-notes.ts";
import type { Container } from "../container.ts";
import { makeLimits } from "../limits.ts";
import { makeMetrics } from "../metrics.ts";
import { makeStreamHub } from "../streams.ts";

export const ORIGIN = "https://crossfade.example.com";
export const KEY: Key = { namespace: "mqtt", name: "emqx-to-emqx-go" };

const text = ({ namespace, name }: Key): string => `${namespace}/${name}`;

/** A clock that stands still until it is moved. */
export function fakeClock(): Clock & { move(ms: number): void } {
  let now = Date.UTC(2026, 10, 24, 12);
  const start = now;
  return {
    now: () => now,
    monotonic: () => now - start,
    sleep: (_ms, signal) =>
      new Promise((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true })),
    move(ms) {
      now += ms;
    },
  };
}

export type FakeServer = Container & {
  clock: ReturnType<typeof fakeClock>;
  /** `user verb namespace`, e.g. `jane get mqtt`. */
  rights: Set<string>;
  /** User by token. */
  tokens: Map<string, string>;
  /** User by the value of the cookie `session`. */
  sessions: Map<string, string>;
  views: Map<string, MigrationView>;
  journal: Entry[];
  sent: { actor: string; body: CommandBody }[];
  /** What the engine will answer next. */
  answer: Answer | undefined;
  logged: { fields: Record<string, unknown>; message: string }[];
  /** Kubernetes answers nothing any more. */
  down: boolean;
  reviews: number;
  tell(key: Key, view: MigrationView | undefined): void;
};

export function makeView(key: Key = KEY, change: (view: MigrationView) => void = () => {}): MigrationView {
  const base = baking();
  const view: MigrationView = structuredClone({
    ...base,
    stored: { ...base.stored, key },
    specHash: base.status.planHash,
  });
  change(view);
  return view;
}

class KubeError extends Error {
  override name = "KubeError";
}

function fakeStore(server: FakeServer): MigrationStore {
  const stored = (key: Key): StoredMigration | undefined => {
    const view = server.views.get(text(key));
    return view === undefined ? undefined : { ...view.stored, status: view.status };
  };
  return {
    silence: () => undefined,
    get: (key) => Promise.resolve(stored(key)),
    list: () => [...server.views.values()].map((view) => view.stored),
    watch: () => () => {},
    writeStatus: () => Promise.resolve({ state: "gone" }),
    appendEntries: () => Promise.resolve({ state: "written" }),
    entries: (_key, after, limit) =>
      Promise.resolve(server.journal.filter((entry) => entry.seq > after).slice(0, limit)),
    entryOf: (_key, id) => Promise.resolve(server.journal.find((entry) => entry.commandId === id)),
    history: () =>
      Promise.resolve({ length: server.journal.length, head: server.journal.at(-1)?.hash ?? "0".repeat(64) }),
  };
}

function fakeLive(
  server: FakeServer,
  listeners: Map<(key: Key, view: MigrationView | undefined) => void, Key | undefined>,
): LiveMigrations {
  return {
    view: (key) => Promise.resolve(server.views.get(text(key))),
    keys: () => [...server.views.values()].map((view) => view.stored.key),
    subscribe(key, listener) {
      listeners.set(listener, key);
      return () => void listeners.delete(listener);
    },
  };
}

function fakeSignIn(server: FakeServer): SignIn {
  const none = () => Promise.resolve({ status: 302, setCookies: [] });
  return {
    ways: { oidc: true, token: true },
    sessionOf(cookies) {
      const name = server.sessions.get(cookies["session"] ?? "");
      return Promise.resolve(
        name === undefined
          ? undefined
          : { actor: { name, groups: [] }, endsAt: server.clock.now() + 3_600_000 },
      );
    },
    handle: none,
    beginOidc: none,
    withToken: (token) =>
      Promise.resolve(
        server.tokens.has(token)
          ? { status: 302, location: `${ORIGIN}/`, setCookies: ["session=1"] }
          : { status: 302, location: `${ORIGIN}/api/auth/error?error=CredentialsSignin`, setCookies: [] },
      ),
    signOut: none,
  };
}

/** A container whose outside is made of sets and maps that a test can change. */
export function makeFakeServer(): FakeServer {
  const clock = fakeClock();
  const listeners = new Map<(key: Key, view: MigrationView | undefined) => void, Key | undefined>();
  const log = (fields: Record<string, unknown>, message: string) =>
    void server.logged.push({ fields, message });
  const access = {
    may(actor: Actor, verb: Verb, target: { namespace: string; name?: string }) {
      server.reviews += 1;
      if (server.down) return Promise.reject(new KubeError("no answer in 3000 ms"));
      return Promise.resolve(server.rights.has(`${actor.name} ${verb} ${target.namespace}`));
    },
    whoIs(token: string) {
      if (server.down) return Promise.reject(new KubeError("no answer in 3000 ms"));
      const name = server.tokens.get(token);
      return Promise.resolve(name === undefined ? undefined : { name, groups: ["system:authenticated"] });
    },
  };
  const streams = makeStreamHub({
    clock,
    random: () => 0.5,
    onError: (error) => log({ error }, "a stream failed"),
  });
  const server: FakeServer = {
    environment: { publicOrigin: ORIGIN, role: "all" },
    clock,
    log: { info: log, warn: log, error: log },
    metrics: makeMetrics({ streams: () => streams.count(), leading: () => false }),
    access,
    authority: makeAuthority(access, clock),
    limits: makeLimits(() => clock.monotonic()),
    notes: makeCommandNotes(),
    streams,
    metricsSource: {
      instant: () => Promise.resolve({ state: "answered", samples: new Map(), at: 0 }),
      range: () =>
        Promise.resolve({ state: "answered", series: [{ labels: {}, points: [{ at: 1, value: 2 }] }] }),
      buckets: () => Promise.resolve(undefined),
    },
    look: () => Promise.resolve(),
    health: { broken: () => undefined, notReady: () => undefined },
    send(actor: Actor, _key: Key, body: CommandBody) {
      server.sent.push({ actor: actor.name, body });
      return Promise.resolve(server.answer);
    },
    rights: new Set(),
    tokens: new Map(),
    sessions: new Map(),
    views: new Map([[text(KEY), makeView()]]),
    journal: [],
    sent: [],
    answer: { outcome: "done", reasons: [], entry: 7 },
    logged: [],
    down: false,
    reviews: 0,
    tell(key: Key, view: MigrationView | undefined) {
      if (view === undefined) server.views.delete(text(key));
      else server.views.set(text(key), view);
      for (const [listener, of] of [...listeners])
        if (of === undefined || text(of) === text(key)) listener(key, view);
    },
    // Store, live view and sign-in look into the server itself, so they come after it.
  } as unknown as FakeServer;
  server.store = fakeStore(server);
  server.live = fakeLive(server, listeners);
  server.signIn = fakeSignIn(server);
  return server;
}
