import type { BinlogEvent, DeleteRowsEvent, RowData, UpdateRowsEvent, WriteRowsEvent } from '@vlasky/zongji';
import type { Change, OrderRow } from './order.ts';

/** A place in the binlog: which file, and how many bytes into it. */
export interface Position {
  filename: string;
  position: number;
}

/** The events that a reader of rows needs: without `tablemap` no row is read, and no error says so. */
export const ROW_EVENTS = ['tablemap', 'writerows', 'updaterows', 'deleterows', 'rotate', 'xid'];

/** The changes that an event of the binlog tells of; none for events that are not about rows. */
export function changesIn(event: BinlogEvent): Change[] {
  switch (event.getEventName()) {
    case 'writerows':
      return (event as WriteRowsEvent).rows.map((row) => ({ operation: 'INSERT', before: null, after: order(row) }));
    case 'updaterows':
      return (event as UpdateRowsEvent).rows.map(({ before, after }) => ({
        operation: 'UPDATE',
        before: order(before),
        after: order(after),
      }));
    case 'deleterows':
      return (event as DeleteRowsEvent).rows.map((row) => ({ operation: 'DELETE', before: order(row), after: null }));
    default:
      return [];
  }
}

const order = ({ id, customer, status, cents }: RowData): OrderRow => ({
  id: String(id),
  customer: String(customer),
  status: String(status) as OrderRow['status'],
  cents: Number(cents),
});
