import type { LiveState } from "../live/shared-stream.ts";

const WORDS: Record<LiveState, string> = {
  connecting: "connecting",
  live: "live",
  broken: "reconnecting",
  gone: "no longer allowed",
  paused: "paused",
};

export function ConnectionMark({ connection }: { connection: LiveState }) {
  const bad = connection === "broken" || connection === "gone";
  return (
    <span className={`flex items-center gap-1.5 text-sm ${bad ? "text-bad" : "text-mut"}`}>
      <span
        aria-hidden="true"
        className={`size-[7px] rounded-full ${connection === "live" ? "bg-ink" : bad ? "bg-bad" : "border border-edge"}`}
      />
      {WORDS[connection]}
    </span>
  );
}
