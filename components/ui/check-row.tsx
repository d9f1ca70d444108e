import type { ReactNode } from "react";
import type { IconName } from "@/lib/view/chip.ts";
import { Icon } from "./icon.tsx";

/** One line of a list of things that hold or do not: a sign, what it is, and how far. What has no room goes below. */
export function CheckRow({
  icon,
  word,
  tone = "",
  text,
  detail,
  children,
}: {
  icon: IconName;
  /** What a screen reader says for the sign. */
  word: string;
  tone?: string;
  text: ReactNode;
  detail?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className="relative flex flex-wrap justify-between gap-x-4 pl-6 text-sm">
      <span className={`absolute top-1 left-0 ${tone}`}>
        <Icon name={icon} word={word} />
      </span>
      <span className="min-w-0">{text}</span>
      {detail === undefined || detail === "" ? null : <span className="min-w-0 text-mut">{detail}</span>}
      {children === undefined || children === null ? null : <span className="basis-full">{children}</span>}
    </li>
  );
}
