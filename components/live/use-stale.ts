import { useMemo, useSyncExternalStore } from "react";
import { toFreshness } from "@/lib/view/freshness.ts";
import type { Staleness } from "@/lib/view/next-step.ts";
import { serverNow } from "./now.ts";
import type { LiveState } from "./shared-stream.ts";

const FRESH: Staleness = { stale: false, text: "" };

function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 1_000);
  return () => clearInterval(timer);
}

/** Whether the figures are too old to decide on. Its text changes by tens of seconds only, so that the page does not redraw for it. */
export function useStale(asOf: string, connection: LiveState): Staleness {
  const told = useSyncExternalStore(
    everySecond,
    () => {
      const at = Date.parse(asOf);
      const now = serverNow();
      // A page in the background is old by design, and catches up before anybody can click.
      const { cause } = toFreshness(at, now, connection === "paused" ? "live" : connection);
      if (cause === undefined) return "";
      const age = Math.max(10_000, Math.floor((now - at) / 10_000) * 10_000);
      return `${cause} ${toFreshness(at, at + age, "live").text}`;
    },
    () => "",
  );
  return useMemo(() => {
    if (told === "") return FRESH;
    const space = told.indexOf(" ");
    return {
      stale: true,
      text: told.slice(space + 1),
      cause: told.slice(0, space) as NonNullable<Staleness["cause"]>,
    };
  }, [told]);
}
