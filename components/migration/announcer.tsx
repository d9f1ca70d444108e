/** Tells a screen reader when the state, the stage or the weight changes, and nothing else. */
export function Announcer({ word, stage, headline }: { word: string; stage: string; headline: string }) {
  return (
    <p role="status" className="sr-only">
      {word}
      {stage === "" ? "" : ` in ${stage}`}, weight {headline}
    </p>
  );
}
