"use client";

import { STALE_AFTER_MS, toFreshness } from "@/lib/view/freshness.ts";
import type { LiveState } from "../live/shared-stream.ts";
import { useNow } from "../live/now.ts";

/** How fresh the page is. It is no live region: it would speak every second. */
export function LiveAge({
  asOf,
  connection,
  silent,
  rendered,
}: {
  asOf: string;
  connection: LiveState;
  /** The server says that Kubernetes does not answer it. */
  silent: boolean;
  rendered: number;
}) {
  const now = useNow(rendered);
  const at = Date.parse(asOf);
  const freshness = toFreshness(at, Math.max(now, at), connection, silent);
  const tone = freshness.stale ? "text-bad" : "text-mut";
  const dot =
    connection === "live" && !freshness.stale ? "bg-ink" : freshness.stale ? "bg-bad" : "border border-edge";
  return (
    <span
      className={`flex items-center gap-1.5 text-sm whitespace-nowrap print:hidden ${tone}`}
      title={`Figures older than ${STALE_AFTER_MS / 1_000} s stop every advance`}
    >
      <span aria-hidden="true" className={`size-[7px] rounded-full ${dot}`} />
      {freshness.label}
    </span>
  );
}
