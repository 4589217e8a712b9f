import type { LabDefinition } from '#define';

/** What `lab.ts` says of one task. */
export type LabPart = Pick<LabDefinition, 'decisions' | 'diagnoses' | 'mistakes'>;
