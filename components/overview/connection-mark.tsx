import type { LiveState } from "../live/shared-stream.ts";

const WORDS: Record<LiveState, string> = {
  connecting: "connecting",
  live: "live",
  broken: "reconnecting",
  gone: "no longer allowed",
  paused: "paused",
};

/** `silent`: the connection is fine, and Kubernetes does not answer behind it. */
export function ConnectionMark({ connection, silent }: { connection: LiveState; silent: boolean }) {
  const bad = connection === "broken" || connection === "gone" || silent;
  return (
    <span className={`flex items-center gap-1.5 text-sm ${bad ? "text-bad" : "text-mut"}`}>
      <span
        aria-hidden="true"
        className={`size-[7px] rounded-full ${bad ? "bg-bad" : connection === "live" ? "bg-ink" : "border border-edge"}`}
      />
      {silent && connection === "live" ? "not live" : WORDS[connection]}
    </span>
  );
}
