/** Next.js's router is not in these pages: they are looked at, and lead nowhere. */
export const usePathname = (): string => location.pathname;
export const useRouter = () => ({ push() {}, replace() {}, refresh() {} });
