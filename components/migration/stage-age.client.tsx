"use client";

import { formatSpan } from "@/lib/view/format.ts";
import { useNow } from "../live/now.ts";

/** `, 41 min ago`. */
export function StageAge({ since, rendered }: { since: number; rendered: number }) {
  const now = useNow(rendered);
  const age = Math.max(0, now - since);
  return <>, {formatSpan(age < 1_000 ? 0 : Math.floor(age / 1_000) * 1_000)} ago</>;
}
