import type { Metadata } from "next";
import { ReportPage } from "@/components/report/report-page.tsx";
import { pageActor, pageJournal, pageKey, pageMigration } from "@/lib/server/pages.ts";
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
  return <ReportPage report={toReport(document, journal.entries, journal.verified)} />;
}
