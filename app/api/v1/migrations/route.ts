import { getMigrations } from "@/lib/server/api/migrations.ts";

export const dynamic = "force-dynamic";
export const GET = getMigrations;
