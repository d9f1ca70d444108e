/** The room that something will take, so that nothing moves when it comes. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden="true" className={`rounded-card border border-line bg-panel ${className}`} />;
}
