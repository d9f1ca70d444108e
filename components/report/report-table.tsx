import { Children, type ReactNode } from "react";

/** Looks like a card on a screen; on paper it may be broken, which a card may not. */
export const PART =
  "min-w-0 rounded-card border border-line bg-panel p-4 print:rounded-none print:border-0 print:p-0";

/** A part of the report. It may be broken over pages, its rows may not; its title stays with what follows. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className={PART}>
      <h2 className="section-title mb-2 print:break-after-avoid">{title}</h2>
      {/* On a phone the table is wider than the page: it can be scrolled by keyboard too. What only readers hear is placed within it. */}
      <div
        role="group"
        aria-label={title}
        tabIndex={0}
        className="relative overflow-x-auto print:overflow-visible"
      >
        {children}
      </div>
    </section>
  );
}

/** `children` are rows, or bodies of rows that belong together where `grouped`; `none` is what is said when there are none. */
export function Table({
  head,
  grouped = false,
  none,
  children,
}: {
  head: string[];
  grouped?: boolean;
  none?: string;
  children: ReactNode;
}) {
  if (none !== undefined && Children.count(children) === 0) return <p>{none}</p>;
  return (
    <table className="w-full min-w-[38rem] text-sm wrap-normal print:min-w-0 print:text-xs">
      {/* Printed again on each page that the table reaches. */}
      <thead className="print:table-header-group">
        <tr>
          {head.map((name) => (
            <th key={name} scope="col" className="py-1 pr-3 text-left font-semibold text-mut">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      {grouped ? children : <tbody className="[&>tr]:break-inside-avoid">{children}</tbody>}
    </table>
  );
}

export function Cell({ nowrap = false, children }: { nowrap?: boolean; children: ReactNode }) {
  return (
    <td className={`border-t border-line py-1.5 pr-3 align-top ${nowrap ? "whitespace-nowrap" : ""}`}>
      {children}
    </td>
  );
}
