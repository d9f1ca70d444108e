import { memo } from "react";
import type { RiskMatrix as Matrix, RiskRow } from "@/lib/view/risk-matrix.ts";
import { Chip } from "../ui/chip.tsx";
import { Icon } from "../ui/icon.tsx";
import { TONE_TEXT } from "../ui/tone.ts";

/** What could go wrong: by likelihood and impact, and with the proof that it has not. */
function RiskSectionPlain({ matrix, unreadable }: { matrix: Matrix; unreadable: boolean }) {
  return (
    <section id="risks" aria-labelledby="risks-title" className="card">
      <h2 id="risks-title" className="section-title mb-2">
        Risks
      </h2>
      {matrix.rows.length === 0 ? (
        <p className="text-mut">
          {unreadable ? "The plan cannot be read, so its risks are not known." : "The plan names no risks."}
        </p>
      ) : (
        <div className="grid gap-5 lg:grid-cols-[250px_minmax(0,1fr)]">
          <Grid matrix={matrix} />
          <ul className="text-sm">
            {matrix.rows.map((risk) => (
              <Row key={risk.id} risk={risk} />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

const HEAT = ["bg-heat-0", "bg-heat-1", "bg-heat-2", "bg-heat-3", "bg-heat-4"];

function Grid({ matrix }: { matrix: Matrix }) {
  return (
    <table className="w-full max-w-sm border-separate border-spacing-[3px] self-start text-xs text-mut">
      <caption className="sr-only">Risks by likelihood and impact</caption>
      <thead>
        <tr>
          <td />
          {matrix.grid[0]?.cells.map((cell) => (
            <th key={cell.impact} scope="col" className="font-medium whitespace-nowrap">
              {cell.impact}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {matrix.grid.map((row) => (
          <tr key={row.likelihood}>
            <th scope="row" className="pr-1 text-right font-medium whitespace-nowrap">
              {row.likelihood}
            </th>
            {row.cells.map((cell) => (
              <td
                key={cell.impact}
                className={`heat h-[52px] w-[62px] rounded-md text-center ${HEAT[cell.heat] ?? ""}`}
              >
                <span className="flex flex-wrap justify-center gap-0.5">
                  {cell.risks.map((risk) => (
                    <a key={risk.id} href={`#risk-${risk.id}`} title={`${risk.category}: ${risk.chip.word}`}>
                      <Mark risk={risk} />
                      <span className="sr-only">
                        {" "}
                        {risk.category}, {risk.chip.word}
                      </span>
                    </a>
                  ))}
                </span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={4} className="pt-1">
            likelihood ↑ impact →
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

const EDGE: Record<RiskRow["state"], string> = {
  materialised: "border-bad bg-bad text-panel",
  unproven: "border-dotted border-edge bg-panel text-mut",
  watching: "border-dashed border-ink bg-panel text-ink",
  mitigated: "border-ink bg-panel text-ink",
};

function Mark({ risk }: { risk: RiskRow }) {
  return (
    <span
      className={`inline-grid h-6 w-7 place-items-center rounded-[5px] border-[1.5px] text-2xs font-bold ${EDGE[risk.state]}`}
    >
      {risk.mark}
    </span>
  );
}

function Row({ risk }: { risk: RiskRow }) {
  return (
    <li id={`risk-${risk.id}`} className="border-t border-line first:border-t-0">
      <details>
        <summary className="grid grid-cols-[34px_1fr_auto] items-center gap-x-2 gap-y-0.5 py-1.5 sm:grid-cols-[34px_136px_112px_1fr]">
          <Mark risk={risk} />
          <b className="font-semibold">{risk.category}</b>
          <span>
            <Chip chip={risk.chip} />
          </span>
          <span className="col-span-2 col-start-2 text-mut sm:col-span-1 sm:col-start-4">{risk.summary}</span>
        </summary>
        <div className="grid gap-1.5 pb-2 pl-[42px]">
          <p>{risk.description}</p>
          <p className="text-mut">
            Likelihood {risk.likelihood.toLowerCase()}, impact {risk.impact.toLowerCase()}. {risk.mitigation}
          </p>
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {risk.proofs.map((proof) => (
              <li key={proof.ref} className="flex items-center gap-1">
                <span className={TONE_TEXT[proof.tone]}>
                  <Icon name={proof.icon} size={13} />
                </span>
                <a
                  href={proof.href}
                  className="inline-block py-1 underline decoration-line underline-offset-2"
                >
                  {proof.label}
                </a>
                <span className="text-mut">{proof.word}</span>
              </li>
            ))}
          </ul>
        </div>
      </details>
    </li>
  );
}

export const RiskSection = memo(RiskSectionPlain);
