import type { Metadata } from "next";
import { ReportPage } from "@/components/report/report-page.tsx";
import {
  pageActor,
  pageHistory,
  pageJournal,
  pageKey,
  pageMigration,
  prometheusPage,
} from "@/lib/server/pages.ts";
import { toHistory } from "@/lib/view/history.ts";
import { stepFor, wholeOf } from "@/lib/view/history-range.ts";
import { toReport } from "@/lib/view/report.ts";

type Props = { params: Promise<{ ns: string; name: string }> };

const ALL = { after: 0, limit: 10_000 };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await params;
  return { title: `Report of ${name}` };
}

export default async function MigrationReportPage({ params }: Props) {
  const { ns, name } = await params;
  const key = pageKey(ns, name);
  const actor = await pageActor(`/migrations/${ns}/${name}/report`);
  const [document, journal] = await Promise.all([pageMigration(actor, key), pageJournal(actor, key, ALL)]);
  const { bounds } = toHistory(document, journal.entries, Date.parse(document.asOf));
  const range = bounds && wholeOf(bounds);
  const answer =
    range && (await pageHistory(actor, key, { ...range, stepMs: stepFor(range.to - range.from) }));
  const prometheus = prometheusPage();
  return (
    <ReportPage
      report={toReport(document, journal.entries, journal.verified, answer)}
      {...(prometheus === undefined ? {} : { prometheus })}
    />
  );
}
