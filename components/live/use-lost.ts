import { useEffect, useState } from "react";
import type { LiveState } from "./shared-stream.ts";

/** A reconnect takes a second or two, and this is longer. A stream that hangs has been silent for 8 s before. */
const LOST_AFTER_MS = 4_000;

/** Since when nothing is heard, by the clock of this browser; undefined while it is, or for the first seconds. A paused tab does not listen. */
export function useLostSince(connection: LiveState): number | undefined {
  const [since, setSince] = useState<number>();
  const isLost = connection === "broken" || connection === "connecting";
  useEffect(() => {
    if (!isLost) return;
    const begun = Date.now();
    const timer = setTimeout(() => setSince(begun), LOST_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setSince(undefined);
    };
  }, [isLost]);
  return since;
}
