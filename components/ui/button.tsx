import type { ButtonHTMLAttributes } from "react";

export type ButtonLook = "primary" | "danger" | "plain" | "small";

const LOOKS: Record<ButtonLook, string> = {
  primary: "w-full justify-between px-3.5 py-2.5 border bg-ink text-panel border-ink hover:opacity-90",
  danger: "w-full justify-between px-3.5 py-2.5 border-[1.5px] border-bad text-bad bg-panel hover:bg-bad-bg",
  plain: "w-full justify-between px-3.5 py-2.5 border border-line bg-soft text-ink hover:border-edge",
  small: "px-2.5 py-1 text-sm border border-line bg-soft text-ink hover:border-edge",
};
const OFF = "w-full justify-between px-3.5 py-2.5 border border-line bg-soft text-mut";
const OFF_SMALL = "px-2.5 py-1 text-sm border border-line bg-soft text-mut";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> & {
  look: ButtonLook;
  /** Cannot be used now; it keeps its place in the tab order, and what it is described by says why. */
  off?: boolean;
};

export function Button({ look, off = false, className = "", ...rest }: Props) {
  const shape = off ? (look === "small" ? OFF_SMALL : OFF) : LOOKS[look];
  return (
    <button
      {...rest}
      {...(off ? { "aria-disabled": true } : {})}
      className={`btn inline-flex items-center gap-2 rounded-lg text-left font-semibold ${shape} ${look === "small" ? "min-h-7" : "min-h-11"} ${className}`}
    />
  );
}
