import type { Chip as ChipView } from "@/lib/view/chip.ts";
import { Icon } from "./icon.tsx";
import { TONE_FILL } from "./tone.ts";

/** A state: an icon, a word and a colour, so that it can be told without any one of them. */
export function Chip({ chip }: { chip: ChipView }) {
  return (
    <span
      className={`chip inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-xs font-semibold whitespace-nowrap ${TONE_FILL[chip.tone]}`}
    >
      <Icon name={chip.icon} size={13} />
      {chip.word}
    </span>
  );
}
