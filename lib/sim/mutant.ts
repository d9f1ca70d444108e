/** One text of a file of the product (below `lib/`) and what stands in its place. */
export type Edit = { file: string; find: string; put: string };

/** The product with one guard deleted: a simulation that is worth its name finds what becomes of that. */
export type Mutant = {
  name: string;
  /** Which fault or invariant nothing guards any more. */
  against: string;
  /** More than one where the product guards twice against the same: one alone would change nothing. */
  edits: readonly Edit[];
};

/** Where the files of edits are. */
export const SOURCES = new URL("../", import.meta.url);

/** A file's text with the mutant's edits. Throws where a text is not there exactly once: a mutant must not get lost when code is moved. */
export function mutate({ name, edits }: Mutant, file: string, text: string): string {
  return edits
    .filter((edit) => edit.file === file)
    .reduce((changed, { find, put }) => {
      const [before, after, ...more] = changed.split(find);
      if (before === undefined || after === undefined || more.length > 0)
        throw new Error(`mutant ${name}: its text is not exactly once in ${file}: ${find}`);
      return before + put + after;
    }, text);
}
