import { getAllStream } from "@/lib/server/api/stream.ts";

export const dynamic = "force-dynamic";
export const GET = getAllStream;
