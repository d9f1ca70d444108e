import { useEffect, useState } from "react";
import { formatDuration } from "@/lib/core/std/duration.ts";
import type { HistoryAnswer, SeriesRange } from "@/lib/view/history-answer.ts";
import { gapOf } from "@/lib/view/history.ts";

/** `old` is what was drawn last: it stays while the next is on its way. */
export type Fetched = {
  old?: HistoryAnswer;
  state: "loading" | "shown" | "failed" | "signed-out" | "gone";
};

/** A drag asks when it rests. */
const REST_MS = 150;
const AGAIN_MS = 5_000;

/** The series of one range, asked once each; asked again while the server or Prometheus does not answer. */
export function useHistoryAnswer(path: string, range: SeriesRange | undefined): Fetched {
  const [fetched, setFetched] = useState<Fetched & { key?: string }>({ state: "loading" });
  const [tries, setTries] = useState(0);
  const key = range && keyOf(range);

  useEffect(() => {
    if (key === undefined) return;
    const stopping = new AbortController();
    let timer = setTimeout(() => void load(), REST_MS);
    async function load(): Promise<void> {
      const next = await ask(`/api/v1/migrations/${path}/history?${key}`, stopping.signal);
      if (stopping.signal.aborted) return;
      setFetched((before) => ({ ...before, ...next, ...(key === undefined ? {} : { key }) }));
      const unknown = next.state === "failed" || (next.old && gapOf(next.old).kind === "down");
      if (unknown) timer = setTimeout(() => setTries((count) => count + 1), AGAIN_MS);
    }
    return () => {
      clearTimeout(timer);
      stopping.abort();
    };
  }, [path, key, tries]);

  const { old, state } = fetched;
  const isLate = fetched.key !== key && state === "shown";
  return { ...(old ? { old } : {}), state: isLate ? "loading" : state };
}

function keyOf({ from, to, stepMs }: SeriesRange): string {
  const at = (time: number) => String(Math.floor(time / stepMs) * stepMs);
  return new URLSearchParams({ from: at(from), to: at(to), step: formatDuration(stepMs) }).toString();
}

async function ask(url: string, signal: AbortSignal): Promise<Fetched> {
  try {
    const response = await fetch(url, { signal, cache: "no-store" });
    if (response.ok) return { old: (await response.json()) as HistoryAnswer, state: "shown" };
    if (response.status === 401) return { state: "signed-out" };
    return { state: response.status === 404 ? "gone" : "failed" };
  } catch {
    // Nobody there, or no longer wanted: the caller looks which.
    return { state: "failed" };
  }
}
