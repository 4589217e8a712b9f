import type { CodeOf } from '#define';
import { type Fail, judging } from '#testing';
import type lab from './lab.ts';

/** The misconceptions that a check of this lab may name. */
export type Code = CodeOf<typeof lab>;

/** Ends the check as failed with that diagnosis of the lab. */
export const fail: Fail<Code> = judging();
