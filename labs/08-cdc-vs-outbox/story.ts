import type { TestSchema } from '#testing';

/** What happens to orders, transaction by transaction. */
export interface Step {
  statements: string[];
  /** What stands in the binlog of it, in words and in order. */
  changes: string[];
}

export const comes = (order: number): Step => ({
  statements: [
    `INSERT INTO orders (id, customer, status, cents) VALUES ('order-${order}', 'customer-${order}', 'NEW', ${order}00)`,
  ],
  changes: [`order-${order} NEW`],
});

export const becomes = (order: number, status: string): Step => ({
  statements: [`UPDATE orders SET status = '${status}' WHERE id = 'order-${order}'`],
  changes: [`order-${order} ${status}`],
});

export const cents = (order: number, price: number): Step => ({
  statements: [`UPDATE orders SET cents = ${price} WHERE id = 'order-${order}'`],
  changes: [`order-${order} NEW`],
});

export const goes = (order: number): Step => ({
  statements: [`DELETE FROM orders WHERE id = 'order-${order}'`],
  changes: [`order-${order} gone`],
});

/** All of it in one transaction. */
export const together = (...steps: Step[]): Step => ({
  statements: steps.flatMap(({ statements }) => statements),
  changes: steps.flatMap(({ changes }) => changes),
});

export const changesOf = (steps: readonly Step[]): string[] => steps.flatMap(({ changes }) => changes);

/** What is there once more, each time that it is. */
export const repeatsIn = (subjects: readonly string[]): string[] =>
  subjects.filter((subject, index) => subjects.indexOf(subject) < index);

/** Lets it happen, one transaction after the other. */
export async function happen(schema: TestSchema, steps: readonly Step[]): Promise<void> {
  for (const { statements } of steps) {
    await schema.query('START TRANSACTION');
    for (const statement of statements) await schema.query(statement);
    await schema.query('COMMIT');
  }
}

/** The life of two orders: each state for a moment only. */
export const LIFE: Step[] = [
  comes(1),
  comes(2),
  becomes(1, 'PAID'),
  together(becomes(2, 'PAID'), becomes(2, 'SHIPPED')),
  goes(1),
];
