import { checksOf } from '#testing';
import { fateChecks } from './fate.checks.ts';
import lab from './lab.ts';
import { ordersTopicChecks } from './orders-topic.checks.ts';
import { outageChecks } from './outage.checks.ts';
import { replayChecks } from './replay.checks.ts';

const check = checksOf(lab);
ordersTopicChecks(check);
fateChecks(check);
replayChecks(check);
outageChecks(check);
