import { checksOf } from '#testing';
import { bufferChecks } from './buffer.checks.ts';
import { deadPackerChecks } from './dead-packers.checks.ts';
import lab from './lab.ts';
import { longOrderChecks } from './long-orders.checks.ts';
import { returningChecks } from './returning.checks.ts';
import { standstillChecks } from './standstill.checks.ts';
import { staticPackerChecks } from './static-packers.checks.ts';

const check = checksOf(lab);
longOrderChecks(check);
deadPackerChecks(check);
staticPackerChecks(check);
bufferChecks(check);
returningChecks(check);
standstillChecks(check);
