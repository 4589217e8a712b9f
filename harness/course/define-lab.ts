import type { Shape } from '../cluster/cluster.ts';
import type { BrokerNeed } from '../cluster/external/needs.ts';
import type { CommonCode } from '../diagnosis/common.ts';
import type { CodeTable } from '../diagnosis/diagnosis.ts';

/** What `lab.ts` of a lab says; the files beside it say the rest. */
export interface LabDefinition {
  title: string;
  /** What the learner's program must do, in one or two sentences: the first thing a first run shows. */
  goal: string;
  minutes: number;
  shape: Shape;
  /**
   * Its programs use a database (MariaDB or MySQL), which is started beside the cluster. `alone`: they follow its binlog, which
   * tells of the schemas of other runs, too; so of a proof no other run uses it meanwhile.
   */
  database?: true | 'alone';
  /** Settings that its checks need of brokers that somebody else runs, besides those that all labs need. */
  brokerNeeds?: readonly BrokerNeed[];
  /**
   * Its checks break no broker, and mostly wait: three of them run at a time. `again`: from the second run of a watched lab on,
   * since brokers that have just started and make several topics at once are late to tell of them.
   */
  sideBySide?: true | 'again';
  /** The files that the learner edits, stubs in `stub/`. Where there are as many as tasks, each is its task's. */
  files: readonly string[];
  /** Which files belong to which task, in labs with more files than tasks. */
  filesOfTasks?: readonly (readonly string[])[];
  /** Parts with checks of their own, numbered from 1. */
  tasks: readonly string[];
  /** Root cause first. Their texts stand in `en/diagnoses.md`, the hints of decisions in `en/decisions.md`. */
  diagnoses: CodeTable;
}

/** What a lab says of one of its tasks, where each has a file of its own. */
export type LabPart = Pick<LabDefinition, 'diagnoses'>;

/** The codes that a check of this lab may fail with, and that a mistake of it may name: its own, and those that all labs have. */
export type CodeOf<L extends Pick<LabDefinition, 'diagnoses'>> = (keyof L['diagnoses'] & string) | CommonCode;

type Merged<Parts extends readonly LabPart[]> = UnionToIntersection<Parts[number]['diagnoses']>;
type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** Parts as one, in the order of the tasks; of all that a run finds, the first diagnosis counts. */
export function joinParts<const Parts extends readonly LabPart[]>(parts: Parts): { diagnoses: Merged<Parts> } {
  return { diagnoses: Object.assign({}, ...parts.map(({ diagnoses }) => diagnoses)) };
}

/** Types a lab's definition. Throws for checks side by side in a cluster that they would break for each other. */
export function defineLab<const D extends LabDefinition>(definition: D): D {
  if (definition.sideBySide && definition.shape !== 'one')
    throw new Error('checks that run side by side share brokers, so none may break them: the shape must be one');
  return definition;
}
