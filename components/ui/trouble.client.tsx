"use client";

import { usePathname } from "next/navigation";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { byHandOf, type HandCommand } from "@/lib/view/by-hand.ts";
import { recallByHand } from "../live/by-hand-memory.ts";
import { Button } from "./button.tsx";
import { HandCommands } from "./hand-commands.tsx";
import { HomeLink } from "./home-link.tsx";
import { Notice } from "./notice.tsx";

const ASK_EVERY_MS = 3_000;
const AGAIN_KEY = "crossfade-again";
const FIRST_AGAIN_MS = 3_000;
const LAST_AGAIN_MS = 60_000;
const FORGOTTEN_AFTER_MS = 300_000;

/** The server could not make the page. Traffic goes on as it was; and kubectl needs nothing of ours. */
export function Trouble({ digest }: { digest: string | undefined }) {
  const { namespace, name } = migrationOf(usePathname());
  const commands = useCommandsByHand(namespace, name);
  const cause = useCause(namespace, name);
  return (
    <Notice title="This page could not be made">
      <p>
        {cause ?? "Crossfade, or the Kubernetes API behind it, did not answer."} Traffic stays as it is:
        weights live in the router, not here. This page tries again by itself.
      </p>
      {commands.length === 0 ? null : (
        <section aria-labelledby="by-hand" className="grid gap-2">
          <h2 id="by-hand" className="text-md">
            To go back to blue without this page
          </h2>
          <p className="text-sm text-mut">
            From where kubectl reaches the cluster. Crossfade respects a weight that was lowered by hand, and
            says whose hand it was.
          </p>
          <HandCommands commands={commands} />
        </section>
      )}
      {digest === undefined ? null : (
        <p className="text-sm text-mut">
          In the log: <code className="font-mono">{digest}</code>
        </p>
      )}
      <div className="flex gap-3">
        <Button type="button" look="small" onClick={() => location.reload()}>
          Try again
        </Button>
        <HomeLink className="self-center underline underline-offset-2">All migrations</HomeLink>
      </div>
    </Notice>
  );
}

/** From `/migrations/{namespace}/{name}/…`; empty texts for another address. */
function migrationOf(path: string): { namespace: string; name: string } {
  const [, namespace = "", name = ""] = /^\/migrations\/([^/]+)\/([^/]+)/.exec(path) ?? [];
  return { namespace, name };
}

const never = () => () => undefined;

/** Those of this very route where this tab has seen it, else those that ask the cluster for it. */
function useCommandsByHand(namespace: string, name: string): HandCommand[] {
  const kept = useSyncExternalStore(
    never,
    () => recallByHand(`${namespace}/${name}`),
    () => undefined,
  );
  return useMemo(
    () => (kept === undefined ? byHandOf(namespace, name) : (JSON.parse(kept) as HandCommand[])),
    [kept, namespace, name],
  );
}

/** Asks the API, which can say what is the matter, and loads the page anew once it answers. */
function useCause(namespace: string, name: string): string | undefined {
  const [cause, setCause] = useState<string>();
  useEffect(() => {
    const path = namespace === "" ? "?limit=1" : `/${namespace}/${name}`;
    // Not at once: a page that fails although the API answers must not load itself without end.
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    let failed = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    async function ask(): Promise<void> {
      const answer = await fetch(`/api/v1/migrations${path}`, { cache: "no-store" }).catch(() => undefined);
      if (answer !== undefined && answer.status < 500) {
        if (failed) return location.reload();
        setCause("Crossfade answers, but could not make this page.");
        again ??= setTimeout(() => location.reload(), nextAgainMs());
        return;
      }
      failed = true;
      setCause(
        answer?.status === 503
          ? "Kubernetes does not answer Crossfade."
          : "Crossfade itself does not answer.",
      );
    }
    void ask();
    return () => {
      clearInterval(timer);
      clearTimeout(again);
    };
  }, [namespace, name]);
  return cause;
}

/** Later each time: a page that fails although the API answers must not load itself without end. The tab remembers how often it did. */
function nextAgainMs(): number {
  const [tries = 0, at = 0] = (sessionStorage.getItem(AGAIN_KEY) ?? "").split(" ").map(Number);
  const before = Date.now() - at < FORGOTTEN_AFTER_MS ? tries : 0;
  sessionStorage.setItem(AGAIN_KEY, `${before + 1} ${Date.now()}`);
  return Math.min(LAST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** before);
}
