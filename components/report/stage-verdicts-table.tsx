import type { SideAtStage, StageVerdicts } from "@/lib/view/stage-verdicts.ts";
import { When } from "../ui/when.client.tsx";
import { Cell, Section, Table } from "./report-table.tsx";

const HEAD = ["Objective", "Verdict", "Green", "Samples", "Typical", "Worst", "Blue"];

/** How each objective stood when each stage was left: what was decided on. */
export function StageVerdictsTable({ verdicts, near }: { verdicts: readonly StageVerdicts[]; near: number }) {
  return (
    <Section title="Objectives when each stage was left">
      {verdicts.length === 0 ? (
        <p>No stage has been left yet.</p>
      ) : (
        <Table head={HEAD} grouped>
          {verdicts.map((left) => (
            <tbody key={left.entry} className="break-inside-avoid">
              <tr>
                <th scope="rowgroup" colSpan={HEAD.length} className="border-t border-line pt-2 text-left">
                  {left.stage}{" "}
                  <span className="font-normal text-mut">
                    left <When at={left.leftAt} style="day" near={near} />, entry #{left.entry}
                    {left.rows.length === 0
                      ? ": nothing was measured, and no condition of it asked for that"
                      : ""}
                  </span>
                </th>
              </tr>
              {left.rows.map((row) => (
                <tr key={row.name}>
                  <Cell>{row.title}</Cell>
                  <Cell>{row.green?.verdict}</Cell>
                  <Cell nowrap>{row.green?.value}</Cell>
                  <Cell>{row.green?.samples}</Cell>
                  <Cell nowrap>{row.typical ?? "–"}</Cell>
                  <Cell nowrap>{row.worst ?? "–"}</Cell>
                  <Cell nowrap>{blueText(row.blue)}</Cell>
                </tr>
              ))}
            </tbody>
          ))}
        </Table>
      )}
      <p className="mt-2 text-xs text-mut">
        Verdict, figure and samples as the journal has them; typical and worst are green’s in that stage, a
        point each few moments, from Prometheus.
      </p>
    </Section>
  );
}

function blueText(blue: SideAtStage | undefined): string {
  if (!blue) return "";
  return blue.verdict === "Pass" ? blue.value : `${blue.value}, ${blue.verdict.toLowerCase()}`;
}
