import { getJournal } from "@/lib/server/api/journal.ts";

export const dynamic = "force-dynamic";
export const GET = getJournal;
