import type { Metadata } from "next";
import { OverviewPage } from "@/components/overview/overview-page.client.tsx";
import { pageActor, pageMigrations } from "@/lib/server/pages.ts";
import { shortActor } from "@/lib/view/format.ts";
import { toOverviewRow } from "@/lib/view/overview.ts";

export const metadata: Metadata = { title: "Migrations" };

export default async function Overview() {
  const actor = await pageActor("/");
  const documents = await pageMigrations(actor);
  return <OverviewPage first={documents.map(toOverviewRow)} user={shortActor(actor.name)} />;
}
