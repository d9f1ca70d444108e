import type { ReactNode } from "react";

const HOME = "/";

/** To the list of migrations, by a full load: that page has a stream and a tab of its own, and needs no router of ours to get there. */
export function HomeLink({
  className,
  label,
  children,
}: {
  className?: string;
  label?: string;
  children: ReactNode;
}) {
  return (
    <a href={HOME} className={className} aria-label={label}>
      {children}
    </a>
  );
}
