import type { Tone } from "@/lib/view/chip.ts";

/** Words on their own ground. */
export const TONE_FILL: Record<Tone, string> = {
  pass: "text-pass bg-pass-bg",
  wait: "text-wait bg-wait-bg",
  bad: "text-bad bg-bad-bg",
  blind: "text-blind bg-blind-bg",
  plain: "text-pass bg-soft",
};

/** Words on a panel. */
export const TONE_TEXT: Record<Tone, string> = {
  pass: "text-ink",
  wait: "text-wait",
  bad: "text-bad",
  blind: "text-blind",
  plain: "text-mut",
};
