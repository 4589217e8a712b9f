import { checksOf } from '#testing';
import lab from './lab.ts';
import { serviceChecks } from './service.checks.ts';
import { shutdownChecks } from './shutdown.checks.ts';

const check = checksOf(lab);
shutdownChecks(check);
serviceChecks(check);
