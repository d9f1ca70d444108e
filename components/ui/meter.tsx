/** How much of something there is, beside words that say it. */
export function Meter({ filled, label, wide = false }: { filled: number; label: string; wide?: boolean }) {
  const percent = Math.round(Math.min(1, Math.max(0, filled)) * 100);
  return (
    <span
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={`block shrink-0 overflow-hidden rounded-full bg-line ${wide ? "h-2 w-full" : "h-[5px] w-16"}`}
    >
      <span className="meter-fill block h-full bg-ink" style={{ width: `${percent}%` }} />
    </span>
  );
}
