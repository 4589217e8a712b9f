import { checksOf } from '#testing';
import { crashChecks } from './crash.checks.ts';
import { flushChecks } from './flush.checks.ts';
import lab from './lab.ts';
import { troubleChecks } from './trouble.checks.ts';

const check = checksOf(lab);
flushChecks(check);
troubleChecks(check);
crashChecks(check);
