import { postCommand } from "@/lib/server/api/commands.ts";

export const dynamic = "force-dynamic";
export const POST = postCommand;
