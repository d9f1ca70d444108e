import type { Metadata } from "next";
import { NewMigrationPage } from "@/components/new/new-migration-page.tsx";
import { pageActor } from "@/lib/server/pages.ts";
import { shortActor } from "@/lib/view/format.ts";
import { propose } from "./actions.ts";

export const metadata: Metadata = { title: "New migration" };

export default async function New() {
  const actor = await pageActor("/new");
  return <NewMigrationPage user={shortActor(actor.name)} propose={propose} />;
}
