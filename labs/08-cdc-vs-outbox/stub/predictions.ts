import { todo } from '#kit/todo';
import type { Predictions } from '#lab/08-cdc-vs-outbox/predict.ts';

/** What you expect. No number is wrong: the check shows what comes. */
export function predict(): Predictions {
  return {
    statesSeen: todo(
      '1: between two polls an order is NEW, PAID and SHIPPED. How many of the three states does the poller see?',
    ),
    deletesSeen: todo(
      '2: one order is deleted that it knows, one comes and goes between two polls. Of how many does it hear that they are gone?',
    ),
    lateSeen: todo(
      '3: one order changes after the poll, within the same second; another one in a transaction that was open during the poll. How many of the two does it see later?',
    ),
    binlogHolds: todo(
      '4: rows are inserted, changed or deleted twelve times in all of this. How many of these changes stand in the binlog?',
    ),
  };
}
