import { checksOf } from '#testing';
import { fastWorkerChecks } from './fast-worker.checks.ts';
import lab from './lab.ts';
import { paymentWorkerChecks } from './payment-worker.checks.ts';

const check = checksOf(lab);
paymentWorkerChecks(check);
fastWorkerChecks(check);
