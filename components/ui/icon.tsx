import {
  Circle,
  CircleAlert,
  CircleHelp,
  Check,
  Clock3,
  Ellipsis,
  EyeOff,
  Flag,
  Hand,
  LoaderCircle,
  Lock,
  type LucideIcon,
  Pause,
  Play,
  Undo2,
  User,
  X,
} from "lucide-react";
import type { IconName } from "@/lib/view/chip.ts";

const ICONS: Record<IconName, LucideIcon> = {
  alert: CircleAlert,
  check: Check,
  clock: Clock3,
  cross: X,
  door: Lock,
  dots: Ellipsis,
  "eye-off": EyeOff,
  flag: Flag,
  hand: Hand,
  idle: Circle,
  pause: Pause,
  person: User,
  play: Play,
  question: CircleHelp,
  spinner: LoaderCircle,
  undo: Undo2,
};

/** A picture for what the words beside it say; `word` is for places where no words stand beside it. */
export function Icon({ name, word, size = 14 }: { name: IconName; word?: string; size?: number }) {
  const Drawn = ICONS[name];
  const spins = name === "spinner" ? "animate-spin motion-reduce:animate-none" : "";
  return (
    <>
      <Drawn aria-hidden="true" size={size} strokeWidth={2.4} className={`shrink-0 ${spins}`} />
      {word === undefined ? null : <span className="sr-only">{word}</span>}
    </>
  );
}
