import { Skeleton } from "@/components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <main aria-busy="true" className="mx-auto grid max-w-[87rem] gap-4 px-3 pt-16 sm:px-6">
      <p className="sr-only">Loading the migration</p>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <Skeleton className="h-[25rem]" />
        <Skeleton className="h-[25rem]" />
      </div>
      <Skeleton className="h-32" />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        <Skeleton className="h-72" />
        <Skeleton className="h-72" />
        <Skeleton className="h-72" />
      </div>
    </main>
  );
}
