"use client";

import { useSyncExternalStore } from "react";
import { formatClock, formatUtc, type TimeStyle } from "@/lib/view/format-time.ts";
import { zoneHere } from "./zone-here.ts";

const never = () => () => {};
const zoneOfServer = () => "UTC";

/** A time in the zone of whoever looks, with UTC on hover. The server, which does not know the zone, says UTC. */
export function When({ at, style = "minute", near }: { at: number; style?: TimeStyle; near: number }) {
  const zone = useSyncExternalStore(never, zoneHere, zoneOfServer);
  if (!Number.isFinite(at)) return <span>unknown</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={formatUtc(at)} className="whitespace-nowrap">
      {formatClock(at, zone, style, near)}
    </time>
  );
}
