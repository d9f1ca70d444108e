const NEW = "/new";

/** To the page where a plan is pasted, checked and created. A full load, as to every page that is another task. */
export function NewLink() {
  return (
    <a
      href={NEW}
      className="btn inline-flex min-h-8 items-center rounded-lg border border-line bg-soft px-3 text-sm font-semibold hover:border-edge"
    >
      New migration
    </a>
  );
}
