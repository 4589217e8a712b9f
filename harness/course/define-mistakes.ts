import type { CodeOf, LabDefinition } from './define-lab.ts';

/** Changes of a file, made all at once: text that the solution has exactly once → the text that stands there instead. */
export type Edits = Readonly<Record<string, string>>;

interface Described<Code extends string> {
  /** What its author believed: one sentence, which a learner is shown before the run. */
  believed: string;
  /** The diagnosis that it must get. */
  diagnosis: Code;
  /** It does harm on one database server only: what the server's name begins with, such as “MariaDB 11”. */
  onlyOn?: string;
}

/** A wrong program: edits of the solution's file, or another program in `mistakes/NAME/`. */
export type DescribedMistake<Code extends string = string, File extends string = string> = Described<Code> &
  (
    | {
        edits: Edits;
        /** Edits of other learner files. */
        also?: Readonly<Partial<Record<File, Edits>>>;
      }
    | { program: true }
  );

/** What `solutions/NN-name/<file>.mistakes.ts` exports: the mistakes in one learner file, by their names. */
export type Mistakes<L extends Pick<LabDefinition, 'diagnoses' | 'files'>> = Readonly<
  Record<string, DescribedMistake<CodeOf<L>, L['files'][number]>>
>;

/** The file with the mistakes in a learner file: worker.ts → worker.mistakes.ts, of a name or a path. */
export const mistakesFileOf = (file: string): string => file.replace(/\.ts$/, '.mistakes.ts');
