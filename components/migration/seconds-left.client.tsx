"use client";

import { useNow } from "../live/now.ts";

/** ` (28 s)`. */
export function SecondsLeft({ until, rendered }: { until: number; rendered: number }) {
  const left = Math.max(0, Math.ceil((until - useNow(rendered)) / 1_000));
  return <span className="whitespace-nowrap"> ({left} s)</span>;
}
